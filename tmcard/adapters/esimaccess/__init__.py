"""The carrier eSIM Access: partner API v1."""

from tmcard.adapters.esimaccess.carrier import EsimAccess

__all__ = ["EsimAccess"]
