"""Where plans work: countries and networks, for everybody."""

from tmcard.web.coverage.places import install
from tmcard.web.coverage.views import blueprint

__all__ = ["blueprint", "install"]
