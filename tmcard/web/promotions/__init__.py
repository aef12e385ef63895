"""Offers and codes: what is on, the codes a reader said, and inviting friends."""

from tmcard.web.offers import install
from tmcard.web.promotions.views import blueprint

__all__ = ["blueprint", "install"]
