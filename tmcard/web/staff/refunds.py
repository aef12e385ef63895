"""Giving money back: a form, a page that says exactly what will happen, the deed. Pressing twice is one refund."""

from flask import Response, make_response, render_template, url_for

from tmcard.domain.money import Money
from tmcard.domain.staff import actor
from tmcard.services import refunding
from tmcard.services.refunding import CannotRefund, TooMuch
from tmcard.store.models import Order, Payment
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go
from tmcard.web.staff import forms, reading
from tmcard.web.staff.guard import blueprint, name, staff_required
from tmcard.web.staff.words import CANNOT_REFUND

PATH = "/orders/<ref>/payments/<payment>/refund"


@blueprint.get(PATH)
@staff_required
def refund(ref: str, payment: str) -> Response:
    """Ask how much goes back, and why."""
    order, attempt = _named(ref, payment)
    amount = reading.left(db.session(), attempt)
    return _page(order, attempt, forms.Refund(attempt.currency, amount))


@blueprint.post(PATH)
@staff_required
def check_refund(ref: str, payment: str) -> Response:
    """Say exactly what will go back, and ask once more."""
    order, attempt = _named(ref, payment)
    amount = reading.left(db.session(), attempt) or Money(0, attempt.currency)
    form = forms.Refund(attempt.currency, amount)
    if not form.validate_on_submit():
        return _page(order, attempt, form, 422)
    rest = amount - form.money
    page = render_template("staff/refund_check.html", order=order, payment=attempt, form=form, rest=rest)
    return make_response(page)


@blueprint.post(f"{PATH}/confirm")
@staff_required
def refund_now(ref: str, payment: str) -> Response:
    """Write the refund down; the worker carries it out."""
    order, attempt = _named(ref, payment)
    form = forms.Refund(attempt.currency)
    if not form.validate_on_submit():
        return _page(order, attempt, form, 422)
    facts = {"amount": form.money, "reason": form.reason.data, "note": form.note.data}
    facts |= {"form_token": form.form_token.data, "actor": actor(name()), "now": now()}
    try:
        refunding.ask(db.session(), attempt.id, **facts)
    except CannotRefund as error:
        return _refused(order, attempt, form, error)
    return go(url_for("staff.order", ref=ref, done="refund"))


def _named(ref: str, payment: str) -> tuple[Order, Payment]:
    order = reading.order_named(db.session(), ref)
    return order, reading.payment_named(db.session(), order, payment)


def _refused(order: Order, payment: Payment, form: forms.Refund, error: CannotRefund) -> Response:
    """The form again: too much is said beside the amount, everything else above."""
    if isinstance(error, TooMuch):
        form.amount.errors = [*form.amount.errors, forms.too_much(error.left)]
    else:
        form.form_errors.append(CANNOT_REFUND[error.code])
    return _page(order, payment, form, 422)


def _page(order: Order, payment: Payment, form: forms.Refund, status: int = 200) -> Response:
    amount = reading.left(db.session(), payment)
    page = render_template("staff/refund.html", order=order, payment=payment, form=form, left=amount)
    return make_response(page, status)
