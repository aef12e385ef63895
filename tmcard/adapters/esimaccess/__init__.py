"""The carrier eSIM Access: partner API v1."""

from tmcard.adapters.esimaccess.carrier import EsimAccess
from tmcard.adapters.esimaccess.catalogue import EsimAccessCatalogue
from tmcard.adapters.esimaccess.hints import EsimAccessHints

__all__ = ["EsimAccess", "EsimAccessCatalogue", "EsimAccessHints"]
