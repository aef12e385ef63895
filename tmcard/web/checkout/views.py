"""An order's pages: review while it is open, then what becomes of it, then the receipt."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.validity import Balance
from tmcard.services.paying import QuoteEnded
from tmcard.store import cards, orders, owners, payments
from tmcard.store.models import Order, RefundRow
from tmcard.web.callers import house
from tmcard.web.checkout.forms import Pay
from tmcard.web.checkout.states import Seen, look
from tmcard.web.checkout.stops import stopped
from tmcard.web.checkout.words import WORDS
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go, is_htmx, respond, tagged, unchanged
from tmcard.web.reasons import reason
from tmcard.web.security import allow_form_action

blueprint = Blueprint("checkout", __name__, url_prefix="/checkout")


@blueprint.get("/<ref>")
@owner_required
def show(ref: str) -> Response:
    """Whatever there is to say about the order now."""
    order = own_order(ref)
    seen = _look(order)
    return review_page(order, _prefilled()) if seen is None else _status_page(order, seen)


@blueprint.get("/<ref>/status")
@owner_required
def status(ref: str) -> Response:
    """The part of the page that changes by itself."""
    order = own_order(ref)
    seen = _look(order)
    if seen is None or not is_htmx():
        return go(url_for("checkout.show", ref=ref))
    return unchanged(seen.tag) or _status_page(order, seen)


@blueprint.get("/<ref>/review")
@owner_required
def review(ref: str) -> Response:
    """Everything once more before paying, also after an attempt that came to nothing."""
    order = own_order(ref)
    attempt = payments.latest(db.session(), order.id)
    if order.status != OrderStatus.OPEN or (attempt is not None and attempt.status in UNDECIDED):
        return go(url_for("checkout.show", ref=ref))
    return review_page(order, _prefilled())


@blueprint.get("/<ref>/receipt")
@owner_required
def receipt(ref: str) -> Response:
    """What was paid and delivered, or paid and given back: to be printed and kept."""
    order = own_order(ref)
    payment = payments.latest(db.session(), order.id)
    if order.status not in (OrderStatus.CREDITED, OrderStatus.REFUNDED) or payment is None:
        return go(url_for("checkout.show", ref=ref))
    given_back, why = _amount(payments.refund_of(db.session(), payment.id)), reason(order.failure)
    page = render_template("checkout/receipt.html", order=order, payment=payment, given_back=given_back, why=why)
    return make_response(page)


def own_order(ref: str) -> Order:
    """The signed-in owner's order, or 404."""
    return orders.of_owner(db.session(), ref, signed_in_owner().id) or abort(404)


def review_page(order: Order, form: Pay, status: int = 200) -> Response:
    """The order laid open before paying, or the page that its price has run out."""
    if order.quote_ends_at <= now():
        return stopped(order, QuoteEnded(), 200)
    allow_form_action(*_approval_origins())
    before = Balance(order.before_bytes, order.before_ends_at)
    after = Balance(order.after_bytes, order.after_ends_at, order.after_days)
    known = orders.of_owner(db.session(), request.args.get("after", ""), signed_in_owner().id)
    earlier = known if known is not None and known.card_id == order.card_id else None
    page = render_template(
        "checkout/review.html", order=order, form=form, before=before, after=after, earlier=earlier, now=now()
    )
    return make_response(page, status)


def _prefilled() -> Pay:
    owner = owners.by_id(db.session(), signed_in_owner().id)
    return Pay(email=owner.email if owner is not None else None)


def _look(order: Order) -> Seen | None:
    return look(order, payments.latest(db.session(), order.id), now())


def _status_page(order: Order, seen: Seen) -> Response:
    payment = payments.latest(db.session(), order.id)
    refund = payments.refund_of(db.session(), payment.id) if payment is not None else None
    codes = (order.failure, payment.failure if payment is not None else None, refund.reason if refund else None)
    why = next((text for text in map(reason, codes) if text is not None), None)
    response = respond(
        "checkout/status.html", "checkout/_status.html", order=order, payment=payment, given_back=_amount(refund),
        seen=seen, words=WORDS[seen.state], why=why, reading=cards.reading(order.card),
    )  # fmt: skip
    return tagged(response, seen.tag)


def _amount(refund: RefundRow | None) -> Money | None:
    return refund.amount if refund is not None else None


def _approval_origins() -> tuple[str, ...]:
    """Where PayPal lets payers approve: next to its API on one host of our own choice, else on its own site."""
    config = house().config
    base = urlsplit(config.paypal_base_url)
    site = "https://www.paypal.com" if config.is_production else "https://www.sandbox.paypal.com"
    return (f"{base.scheme}://{base.netloc}", site)
