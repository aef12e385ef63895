"""What a member of the staff may do about an order besides giving money back."""

from flask import Response, make_response, render_template, url_for

from tmcard.domain.staff import actor
from tmcard.services import paying
from tmcard.services.paying import NotClosable
from tmcard.services.staffing import looking
from tmcard.store.models import Order, Payment
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go
from tmcard.web.staff import forms, reading
from tmcard.web.staff.guard import blueprint, name, staff_required
from tmcard.web.staff.words import NOT_CLOSABLE


@blueprint.post("/orders/<ref>/look")
@staff_required
def look(ref: str) -> Response:
    """Ask everybody about everything of the order now."""
    order = reading.order_named(db.session(), ref)
    looking.look(db.session(), house().gateways, order.id, actor=actor(name()), clock=now)
    return go(url_for("staff.order", ref=ref, done="looked"))


@blueprint.get("/orders/<ref>/payments/<payment>/close")
@staff_required
def close(ref: str, payment: str) -> Response:
    """Say what closing an attempt of unknown outcome means, and ask for the reason."""
    order = reading.order_named(db.session(), ref)
    return _page(order, reading.payment_named(db.session(), order, payment), forms.Close(), 200)


@blueprint.post("/orders/<ref>/payments/<payment>/close")
@staff_required
def close_now(ref: str, payment: str) -> Response:
    """Close it, if PayPal knows nothing of it."""
    order = reading.order_named(db.session(), ref)
    attempt = reading.payment_named(db.session(), order, payment)
    form = forms.Close()
    if not form.validate_on_submit():
        return _page(order, attempt, form, 422)
    facts = {"actor": actor(name()), "note": form.note.data, "clock": now}
    try:
        paying.close_unknown(db.session(), house().gateways.payments, attempt.id, **facts)
    except NotClosable as error:
        form.form_errors.append(NOT_CLOSABLE[error.code])
        return _page(order, attempt, form, 422)
    return go(url_for("staff.order", ref=ref, done="closed"))


def _page(order: Order, payment: Payment, form: forms.Close, status: int) -> Response:
    return make_response(render_template("staff/close.html", order=order, payment=payment, form=form), status)
