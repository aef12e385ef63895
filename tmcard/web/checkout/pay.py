"""To PayPal and back. Coming back is a hint to look, never a proof of anything."""

from typing import Any

import structlog
from flask import Response, make_response, render_template, request, url_for

from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import Method
from tmcard.services import paying
from tmcard.services.paying import NotOpen, PaymentUndecided
from tmcard.store import orders, payments
from tmcard.store.models import Order, Payment
from tmcard.web.approving import urls
from tmcard.web.callers import house, wake
from tmcard.web.checkout.access import payable_order, payer_required, seat_at
from tmcard.web.checkout.addresses import remember
from tmcard.web.checkout.forms import Pay
from tmcard.web.checkout.losses import asks_twice
from tmcard.web.checkout.requoting import halted
from tmcard.web.checkout.states import State, look
from tmcard.web.checkout.stops import STOPS
from tmcard.web.checkout.till import methods_for
from tmcard.web.checkout.views import blueprint, review_page
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import signed_in_owner
from tmcard.web.htmx import go

log = structlog.get_logger()


@blueprint.post("/<ref>/pay")
@payer_required
def pay(ref: str) -> Response:
    """Begin to pay, and go to PayPal for the payer's approval."""
    order, form = payable_order(ref), Pay()
    form.asks_twice = asks_twice(order)
    if order.status != OrderStatus.OPEN or Method.PAYPAL not in methods_for(order):
        return go(url_for("checkout.show", ref=ref))
    if not form.validate_on_submit():
        return review_page(order, form, 422)
    gateway, email = house().gateways.payments, form.email.data
    try:
        url = paying.start(db.session(), gateway, order.id, urls=urls(ref), email=email, clock=now)
    except (NotOpen, PaymentUndecided):
        return go(url_for("checkout.show", ref=ref))
    except tuple(STOPS) as error:
        return halted(order, error, form)
    remember(order, email)
    return go(url)


@blueprint.get("/<ref>/pay")
@blueprint.get("/<ref>/requote")
@payer_required
def astray(ref: str) -> Response:
    """Somebody opened the address of a button: show where it is."""
    return go(url_for("checkout.show", ref=ref))


@blueprint.get("/<ref>/return")
def back(ref: str) -> Response:
    """The payer is back, in whatever browser: look at the payment, then show the order to who may see it."""
    order, token = orders.by_ref(db.session(), ref), request.args.get("token", "")
    payment = attempt_of(order, token) if order is not None and token else None
    if payment is not None:
        settled = paying.settle(db.session(), house().gateways.payments, payment.id, now, actor="return")
        wake_for(settled)
    if signed_in_owner() is not None or (order is not None and seat_at(order)):
        return go(url_for("checkout.show", ref=ref))
    return make_response(render_template("checkout/returned.html", ref=ref))


@blueprint.get("/<ref>/cancel")
@payer_required
def cancel(ref: str) -> Any:
    """The payer turned back at PayPal. Nothing is changed: they may still go on."""
    order = payable_order(ref)
    seen = look(order, payments.latest(db.session(), order.id), now())
    if order.status != OrderStatus.OPEN or (seen is not None and seen.state not in (State.WAITING, State.MENDABLE)):
        return go(url_for("checkout.show", ref=ref))
    return render_template("checkout/cancelled.html", order=order, seat=seat_at(order))


def attempt_of(order: Order, checkout_id: str) -> Payment | None:
    """The attempt of this very order that PayPal knows by this id. Any other id is somebody's guess."""
    payment = payments.by_checkout(db.session(), checkout_id)
    if payment is not None and payment.order_id == order.id:
        return payment
    log.warning("foreign_checkout", order=order.ref)
    return None


def wake_for(payment: Payment) -> None:
    """Let the worker turn to what a look at the payment has left to do."""
    if payment.pays_order_id is not None:
        wake().order(payment.pays_order_id)
    else:
        wake().payment(payment.id)
