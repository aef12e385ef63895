"""Getting a paid renewal onto the card exactly once: `credit` is the one door for "is it delivered?"."""

from tmcard.services.crediting.credit import credit

__all__ = ["credit"]
