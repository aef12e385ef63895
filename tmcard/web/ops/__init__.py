"""What machines ask a site: is it up, may it be indexed, whom to tell."""

from tmcard.web.ops.views import blueprint

__all__ = ["blueprint"]
