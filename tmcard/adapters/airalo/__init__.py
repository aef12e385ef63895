"""The carrier Airalo: Partner API v2."""

from tmcard.adapters.airalo.carrier import Airalo
from tmcard.adapters.airalo.catalogue import AiraloCatalogue
from tmcard.adapters.airalo.hints import AiraloHints

__all__ = ["Airalo", "AiraloCatalogue", "AiraloHints"]
