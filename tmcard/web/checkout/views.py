"""An order's pages: review while it is open, then what becomes of it."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from tmcard.domain import queueing
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.domain.quotes import Changes
from tmcard.services import quoting, splitting
from tmcard.services.paying import QuoteEnded
from tmcard.services.quoting import CardChanged
from tmcard.store import cards, orders, payments, refunds
from tmcard.store.models import Order, Payment
from tmcard.web.approving import allow_approval
from tmcard.web.checkout.access import payable_order, payer_required, seat_at, visible_order
from tmcard.web.checkout.addresses import prefilled
from tmcard.web.checkout.forms import Pay
from tmcard.web.checkout.losses import asks_twice, may_choose_start
from tmcard.web.checkout.states import Seen, State, look
from tmcard.web.checkout.stops import stopped
from tmcard.web.checkout.till import set_up
from tmcard.web.checkout.words import WORDS
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go, is_htmx, respond, tagged, unchanged
from tmcard.web.reasons import reason

blueprint = Blueprint("checkout", __name__, url_prefix="/checkout")


@blueprint.get("/<ref>")
@payer_required
def show(ref: str) -> Response:
    """Whatever there is to say about the order now."""
    order = visible_order(ref)
    follower = quoting.successor(db.session(), order) if order.status == OrderStatus.CANCELLED else None
    if follower is not None:
        return go(url_for("checkout.show", ref=follower.ref, after=ref))
    seen = _look(order)
    if seen is not None:
        return _status_page(order, seen)
    return review_page(payable_order(ref), prefilled(order), earlier=_earlier(order))


@blueprint.get("/<ref>/status")
@payer_required
def status(ref: str) -> Response:
    """The part of the page that changes by itself."""
    order = visible_order(ref)
    seen = _look(order)
    if seen is None or not is_htmx():
        return go(url_for("checkout.show", ref=ref))
    return unchanged(seen.tag) or _status_page(order, seen)


@blueprint.get("/<ref>/review")
@payer_required
def review(ref: str) -> Response:
    """Everything once more before paying, also after an attempt that came to nothing."""
    order = payable_order(ref)
    attempt = payments.latest(db.session(), order.id)
    if order.status != OrderStatus.OPEN or (attempt is not None and attempt.status in UNDECIDED):
        return go(url_for("checkout.show", ref=ref))
    return review_page(order, prefilled(order))


def review_page(order: Order, form: Pay, status: int = 200, *, earlier: Order | None = None) -> Response:
    """The order laid open before paying, with what is different from an `earlier` quote; or that it holds no more."""
    if not order.holds(now()):
        return stopped(order, QuoteEnded() if order.quote_ends_at <= now() else CardChanged(), 200)
    allow_approval()
    changes = Changes(earlier.promise, order.promise) if earlier is not None else None
    page = render_template(
        "checkout/review.html", order=order, form=form, till=set_up(order), changes=changes, now=now(),
        asks_twice=asks_twice(order), may_choose_start=may_choose_start(order),
        start_at_bytes=queueing.START_AT_BYTES, seat=seat_at(order),
    )  # fmt: skip
    return make_response(page, status)


def _earlier(order: Order) -> Order | None:
    """The quote that this one follows on, when that is how the reader came here."""
    known = orders.by_ref(db.session(), request.args.get("after", ""))
    return known if known is not None and known.card_id == order.card_id and seat_at(known).is_payer else None


def _look(order: Order) -> Seen | None:
    return look(order, payments.latest(db.session(), order.id), now())


def _status_page(order: Order, seen: Seen) -> Response:
    payment = payments.latest(db.session(), order.id)
    rows = refunds.of_payment(db.session(), payment.id) if payment is not None else []
    refund = rows[-1] if rows else None
    codes = (order.failure, payment.failure if payment is not None else None, refund.reason if refund else None)
    why = next((text for text in map(reason, codes) if text is not None), None)
    response = respond(
        "checkout/status.html", "checkout/_status.html", order=order, payment=payment, seen=seen,
        given_back=_given_back(payment, seen), words=WORDS[seen.state], why=why, reading=cards.reading(order.card),
        start_at_bytes=queueing.START_AT_BYTES, seat=seat_at(order),
        split=splitting.told(db.session(), order),
    )  # fmt: skip
    return tagged(response, seen.tag)


def _given_back(payment: Payment | None, seen: Seen) -> Money | None:
    """What has gone back, or, where all of it is to go, what is on its way."""
    if payment is None or payment.captured is None:
        return None
    if seen.state in (State.REFUNDING, State.RETURNING):
        return payment.captured
    back = refunds.given_back(db.session(), payment)
    return back if back is not None and back.amount_minor else None
