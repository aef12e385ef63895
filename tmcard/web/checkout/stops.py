"""Why paying cannot begin, each on a page of its own: none of them moved money."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.services.guesting import LinkEnded
from tmcard.services.paying import CarrierDown, MethodRefused, PaymentsUnavailable, PlanWithdrawn, QuoteEnded
from tmcard.services.quoting import CannotRenew, CardChanged, NoSuchPlan, NotNow
from tmcard.store.models import Order
from tmcard.web.checkout.access import seat_at
from tmcard.web.reasons import reason

RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Stop:
    """A headline, what to do, and the way on: `requote`, `review` or `picker`."""

    headline: LazyString
    advice: LazyString
    way_on: str
    status: int = 409


STOPS: Mapping[type[Exception], Stop] = {
    QuoteEnded: Stop(
        _("This price has run out"),
        _("A price holds for a quarter of an hour. Get the current one: you see it, and the new end, before you pay."),
        "requote",
    ),
    CardChanged: Stop(
        _("This quote is out of date"),
        _("Your card, or our terms, changed after it was made. Get a new one and see what is different."),
        "requote",
    ),
    PlanWithdrawn: Stop(_("This plan is not sold any more"), _("Choose another plan for this card."), "picker"),
    NoSuchPlan: Stop(_("This plan is not sold any more"), _("Choose another plan for this card."), "picker"),
    NotNow: Stop(
        _("This plan cannot start that way now"),
        _("What is left on your card has changed meanwhile. Choose again."),
        "picker",
    ),
    LinkEnded: Stop(
        _("The link does not allow this any more"), _("Ask whoever sent it to you for a new one."), "picker"
    ),
    CannotRenew: Stop(_("This card cannot be renewed now"), _("See the card for what is possible."), "picker"),
    CarrierDown: Stop(
        _("The carrier is not answering"),
        _("We take no money while your card could not be renewed. Wait a few minutes and try again."),
        "review",
        503,
    ),
    PaymentsUnavailable: Stop(
        _("PayPal is not answering"),
        _("Wait a moment and try again. However often you try, you pay once."),
        "review",
        503,
    ),
    MethodRefused: Stop(
        _("PayPal refused to begin this payment"),
        _("Try again in a few minutes. If PayPal refuses again, write to us and name the order."),
        "review",
    ),
}


def stopped(order: Order, error: Exception, status: int | None = None) -> Response:
    """The page that tells why, and that no money moved."""
    stop = STOPS[type(error)]
    whose = {CannotRenew: "card", LinkEnded: "link"}.get(type(error))
    why = reason(f"{whose}_{getattr(error, 'reason', '')}") if whose is not None else None
    page = render_template("checkout/stopped.html", order=order, stop=stop, why=why, seat=seat_at(order))
    response = make_response(page, status or stop.status)
    if stop.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
