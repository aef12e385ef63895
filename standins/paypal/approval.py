"""The page on which the payer approves, cancels or has the payment declined."""

import re
import sqlite3
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from standins.paypal import ledger, magic, money, orders, representation, sources, webhooks, wording
from standins.paypal.context import Context
from standins.paypal.errors import Refused

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
DEFAULT_EMAIL = "payer@example.com"


def blueprint(context: Context) -> Blueprint:
    """Serve GET and POST /checkoutnow."""
    pages = Blueprint("approval", __name__)

    @pages.get("/checkoutnow")
    def show() -> AnyResponse:
        with context.ledger.transaction() as db:
            order = _find(context, db, request.args.get("token", ""))
            return _page(order) if order else _message("unknown", 404)

    @pages.post("/checkoutnow")
    def act() -> AnyResponse:
        with context.ledger.transaction() as db:
            order = _find(context, db, request.form.get("token", ""))
            answer = _act(context, db, order) if order else _message("unknown", 404)
        context.wake_sender()
        return answer

    return pages


def _find(context: Context, db: sqlite3.Connection, order_id: str) -> sqlite3.Row | None:
    try:
        return orders.find(context, db, order_id)
    except Refused:
        return None


def _act(context: Context, db: sqlite3.Connection, order: sqlite3.Row) -> AnyResponse:
    if order["status"] == "COMPLETED":
        return _message("completed", 409)
    deed, email = request.form.get("act", ""), request.form.get("email", "").strip()
    if deed == "cancel":
        return _go(order, "cancel_url", {"token": order["id"]}, otherwise="cancelled")
    if deed not in ("approve", "decline") or len(email) > 254 or not EMAIL.fullmatch(email):
        return _page(order, email=email, error="bad_email")
    payer_id = _approve(context, db, order, email, is_declined=deed == "decline")
    if magic.TAB_CLOSED in magic.asked_for(email):
        return _message("tab_closed", 200)
    return _go(order, "return_url", {"token": order["id"], "PayerID": payer_id}, otherwise="approved")


def _approve(context: Context, db: sqlite3.Connection, order: sqlite3.Row, email: str, *, is_declined: bool) -> str:
    names = magic.asked_for(email)
    surprise = magic.LOST if magic.LOST in names else ""
    if magic.PAYER_ACTION in names and not order["was_sent_back"]:
        surprise = magic.PAYER_ACTION
    surprise = magic.DECLINED if is_declined else surprise
    payer_id = order["payer_id"] or ledger.new_id(13)
    sources.forget(db, order["id"])
    orders.change(
        *(context, db, order["id"]),
        status="APPROVED",
        payer_email=email,
        payer_id=payer_id,
        surprise=surprise,
    )
    approved = orders.find(context, db, order["id"])
    resource = representation.order_body(db, approved, base_url=context.base_url, is_whole=True)
    webhooks.record(context, db, "CHECKOUT.ORDER.APPROVED", resource, order_id=order["id"])
    return payer_id


def _go(order: sqlite3.Row, name: str, added: Mapping[str, str], *, otherwise: str) -> AnyResponse:
    if request.form.get("window"):  # opened by the script's button: the page behind it goes on
        return _render("window.html", 200, act=otherwise, order=order, payer_id=added.get("PayerID", ""))
    url = _experience(order).get(name, "")
    return redirect(with_query(url, added), 303) if url else _message(otherwise, 200)


def with_query(url: str, added: Mapping[str, str]) -> str:
    """Append to the query of an address; what it already carries stays as it was."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(added)) if part)
    return urlunsplit(parts._replace(query=query))


def _experience(order: sqlite3.Row) -> dict[str, str]:
    body = representation.request_of(order)
    wallet = body.get("payment_source", {}).get("paypal", {})
    # An order made without a payment source may name its addresses in the older place.
    return dict(wallet.get("experience_context") or body.get("application_context") or {})


def _page(order: sqlite3.Row, *, email: str = DEFAULT_EMAIL, error: str = "") -> Response:
    if order["status"] == "COMPLETED":
        return _message("completed", 200)
    units = representation.request_of(order)["purchase_units"]
    amounts = [money.read(unit["amount"], "") for unit in units]
    total = money.Money(amounts[0].currency, sum(amount.minor for amount in amounts))
    about = [unit.get("description", "") for unit in units]
    status = 422 if error else 200
    return _render(
        "checkout.html",
        status,
        order=order,
        total=total,
        about=about,
        email=email,
        error=error,
        window=request.values.get("window", ""),
    )


def _message(name: str, status: int) -> Response:
    return _render("message.html", status, message=name)


def _render(template: str, status: int, **values: object) -> Response:
    lang = wording.language(tag for tag, _ in request.accept_languages)
    response = make_response(render_template(template, lang=lang, text=wording.TEXTS[lang], **values), status)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept-Language"
    return response
