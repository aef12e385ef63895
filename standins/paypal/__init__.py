"""A local stand-in for PayPal: its wire format, its states and its faults, reached only by base URL."""

from standins.paypal.app import create_app

__all__ = ["create_app"]
