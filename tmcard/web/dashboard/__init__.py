"""An owner's cards: what is left on them, claiming one, and watching a renewal arrive."""

from tmcard.web.dashboard.unchanged import install
from tmcard.web.dashboard.views import blueprint

__all__ = ["blueprint", "install"]
