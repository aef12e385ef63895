"""The way to where PayPal lets payers approve, and back: pages whose forms end there say so in their policy."""

from urllib.parse import urlsplit

from flask import url_for

from tmcard.services import paying
from tmcard.services.paying import NotOpen, PaymentUndecided, Urls
from tmcard.store.models import Order
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.security import allow_form_action


def allow_approval() -> None:
    """Let the forms of the page being made lead to PayPal: next to its API on one host of our choice, else its site."""
    config = house().config
    base = urlsplit(config.paypal_base_url)
    site = "https://www.paypal.com" if config.is_production else "https://www.sandbox.paypal.com"
    allow_form_action(f"{base.scheme}://{base.netloc}", site)


def urls(ref: str) -> Urls:
    """Where PayPal sends the payer of this order back to."""
    base = house().config.base_url
    return Urls(base + url_for("checkout.back", ref=ref), base + url_for("checkout.cancel", ref=ref))


def begin(order: Order) -> str:
    """Begin to pay an order that was just made: PayPal's page, or the order's own where it is being paid already.

    Raises as `paying.begin`.
    """
    gateway, email = house().gateways.payments, order.receipt_email or ""
    try:
        return paying.start(db.session(), gateway, order.id, urls=urls(order.ref), email=email, clock=now)
    except (NotOpen, PaymentUndecided):
        return url_for("checkout.show", ref=order.ref)
