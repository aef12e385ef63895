"""PayPal's script for the browser, and all that it brings: buttons, card fields, 3-D Secure, Apple Pay."""

from flask import Blueprint

from standins.paypal.context import Context
from standins.paypal.sdk import confirming, scripts


def blueprint(context: Context) -> Blueprint:
    """Serve /sdk/*."""
    sdk = Blueprint("sdk", __name__, url_prefix="/sdk", static_folder="static", template_folder="templates")
    scripts.add_to(sdk, context)
    confirming.add_to(sdk, context)
    return sdk
