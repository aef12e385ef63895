"""What the pay page's script asks for: begin an attempt, see it settled, report an error. Forms in, JSON out.

The price comes from our own row, and of PayPal's ids only that of an attempt of this very order is taken.
"""

from flask import Response, abort, jsonify, make_response, url_for
from flask_babel import gettext

from tmcard.services import paying
from tmcard.services.paying import NotOpen, PaymentUndecided, QuoteEnded, Wish
from tmcard.services.paying.reporting import ScriptError, report
from tmcard.services.throttling import TooMany
from tmcard.web.approving import urls
from tmcard.web.callers import house
from tmcard.web.checkout.access import payable_order, payer_required
from tmcard.web.checkout.addresses import remember
from tmcard.web.checkout.forms import Attempt, Report
from tmcard.web.checkout.losses import asks_twice
from tmcard.web.checkout.outlook import outlook
from tmcard.web.checkout.pay import attempt_of, wake_for
from tmcard.web.checkout.stops import RETRY_SECONDS, STOPS
from tmcard.web.checkout.till import methods_for
from tmcard.web.checkout.views import blueprint
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.refusals import seconds_until, wait

#: What can be asked for again in a while.
LATER = (429, 503)
NOT_NOW: tuple[type[Exception], ...] = (TooMany, *STOPS)


@blueprint.post("/<ref>/attempts")
@payer_required
def attempt(ref: str) -> Response:
    """Begin to pay in this page: answers the id that PayPal's script goes on with."""
    order, form = payable_order(ref), Attempt()
    form.method.choices, form.asks_twice = list(methods_for(order)), asks_twice(order)
    if not form.validate_on_submit():
        return _json(422, errors={name: str(errors[0]) for name, errors in form.errors.items()})
    wish, gateway = Wish(urls(ref), form.email.data, form.wanted), house().gateways.payments
    try:
        payment = paying.begin(db.session(), gateway, order.id, wish, clock=now)
    except (NotOpen, PaymentUndecided, QuoteEnded):
        return _json(409, url=url_for("checkout.show", ref=ref))
    except NOT_NOW as error:
        return _not_now(error)
    remember(order, form.email.data)
    return _json(200, id=payment.checkout_id)


@blueprint.post("/<ref>/attempts/<checkout>/settle")
@payer_required
def settle(ref: str, checkout: str) -> Response:
    """The payer has approved, says the browser: look, take the money if that is so, and say where it stands."""
    payment = attempt_of(payable_order(ref), checkout) or abort(404)
    settled = paying.settle(db.session(), house().gateways.payments, payment.id, now, actor="payer")
    wake_for(settled)
    told = outlook(payable_order(ref), settled)
    return _json(200, state=told.state, message=told.message, url=url_for("checkout.show", ref=ref))


@blueprint.post("/<ref>/script-errors")
@payer_required
def script_error(ref: str) -> Response:
    """Note what a foreign script stumbled over in the payer's browser."""
    order, form = payable_order(ref), Report()
    if not form.validate_on_submit():
        return _json(422)
    error = ScriptError(form.where.data or "", form.message.data or "", form.debug_id.data or "")
    report(db.session(), order, error, now())
    return make_response("", 204)


def _not_now(error: Exception) -> Response:
    """Why paying cannot begin, to be said where the payer pressed."""
    if isinstance(error, TooMany):
        words = gettext("Too many tries. Wait %(time)s, then try again", time=wait(error.until))
        return _json(429, seconds_until(error.until), messages=[words])
    stop = STOPS[type(error)]
    return _json(stop.status, RETRY_SECONDS, messages=[str(stop.headline), str(stop.advice)])


def _json(status: int, retry_seconds: int = 0, **said: object) -> Response:
    response = make_response(jsonify(said), status)
    if status in LATER:
        response.headers["Retry-After"] = str(retry_seconds)
    return response
