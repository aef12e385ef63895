"""The pay page's dealings with PayPal's and Apple's scripts: what is offered, where they come from, what they may do.

No other page lets anything foreign in: everything here is for the one response that is being made.
"""

import secrets
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

from flask import url_for

from tmcard.domain import payment_methods
from tmcard.domain.money import exponent
from tmcard.domain.payments import Method
from tmcard.services import phones
from tmcard.store import owners
from tmcard.store.models import Order
from tmcard.web.callers import house
from tmcard.web.checkout.access import is_guests
from tmcard.web.database import db
from tmcard.web.i18n import language
from tmcard.web.security import allow, replace_header

#: https://developer.paypal.com/sdk/js/best-practices/ ("Content security policy").
PAYPAL_SITES = ("https://*.paypal.com", "https://*.paypalobjects.com", "https://*.venmo.com")
COMPONENTS = {Method.PAYPAL: "buttons", Method.CARD: "card-fields", Method.APPLE_PAY: "applepay"}
LOCALES = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Till:
    """What the page hands to its script. `amount` is the order's own price, as Apple's sheet writes it."""

    methods: tuple[Method, ...]
    sdk_url: str
    apple_script_url: str
    nonce: str
    amount: str
    currency: str
    urls: dict[str, str]


def methods_for(order: Order) -> tuple[Method, ...]:
    """The ways in which this order may be paid. Where its owner comes from says nothing about a guest."""
    owner_id = order.owner_id if not is_guests(order) else None
    owner = owners.by_id(db.session(), owner_id) if owner_id is not None else None
    region = phones.home_region(owner.msisdn) if owner is not None else ""
    return payment_methods.offered(house().config.till.offers, order.currency, region)


def set_up(order: Order) -> Till:
    """Open the till for an order, and the policy of this one page as far as its scripts need it."""
    methods, settings, nonce = methods_for(order), house().config.till, secrets.token_urlsafe(24)
    has_apple = Method.APPLE_PAY in methods
    _let_in(settings.sdk_url, settings.apple_script_url if has_apple else "", nonce)
    urls = {
        "begin": url_for("checkout.attempt", ref=order.ref),
        "settle": url_for("checkout.settle", ref=order.ref, checkout="CHECKOUT"),
        "report": url_for("checkout.script_error", ref=order.ref),
        "order": url_for("checkout.show", ref=order.ref),
    }
    return Till(
        methods, _sdk_url(order, methods), settings.apple_script_url if has_apple else "", nonce,
        _decimal(order), order.currency, urls,
    )  # fmt: skip


def _let_in(sdk_url: str, apple_script_url: str, nonce: str) -> None:
    paypal, apple = _paypal_sources(sdk_url), (_origin(apple_script_url),) if apple_script_url else ()
    # PayPal draws its first button in a blank frame that inherits our policy: scripts there carry the nonce, but its
    # styles do not all (paypal-checkout-components, 1218). Inline styles can be had here and nowhere else.
    allow("script-src", *paypal, *apple, f"'nonce-{nonce}'")
    allow("style-src", *paypal, "'unsafe-inline'")
    allow("img-src", *paypal, *apple, "data:")
    allow("connect-src", *paypal, *apple)
    allow("frame-src", *paypal)
    allow("child-src", *paypal)
    # Its window must find us again, may open Apple's sheet, and wants to know which site it was opened from.
    replace_header("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
    places = " ".join(f'"{source}"' for source in paypal if "*" not in source)
    sites = places or '"https://www.paypal.com" "https://www.sandbox.paypal.com"'
    replace_header("Permissions-Policy", f"camera=(), geolocation=(), microphone=(), payment=(self {sites}), usb=()")
    replace_header("Referrer-Policy", "strict-origin-when-cross-origin")


def _paypal_sources(sdk_url: str) -> tuple[str, ...]:
    host = urlsplit(sdk_url).hostname or ""
    return PAYPAL_SITES if host.endswith(".paypal.com") else (_origin(sdk_url),)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _sdk_url(order: Order, methods: tuple[Method, ...]) -> str:
    config = house().config
    query = {
        "client-id": config.paypal_client_id,
        "components": ",".join(COMPONENTS[method] for method in methods),
        "currency": order.currency,
        "intent": "capture",
        "commit": "true",
        "locale": LOCALES[language()],
    }
    return f"{config.till.sdk_url}{'&' if '?' in config.till.sdk_url else '?'}{urlencode(query)}"


def _decimal(order: Order) -> str:
    return str(Decimal(order.amount_minor).scaleb(-exponent(order.currency)))
