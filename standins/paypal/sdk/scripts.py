"""The script at /sdk/js and what it loads. How it misbehaves is asked for by value, in its query or by a cookie."""

import json
import time
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request

from standins.paypal.context import Context

FOLDER = Path(__file__).with_name("scripts")
PARTS = ("core", "buttons", "card_fields", "apple_pay", "give")
COOKIE = "standin_sdk"
#: What the script can be asked to do, and what that is like in real life.
SWITCHES = {
    "missing": "the script answers 404, as when something blocks it",
    "slow": "the script takes its time",
    "no-buttons": "this account has no PayPal buttons",
    "no-card-fields": "this account may not take cards",
    "apple-pay": "the device has Apple Pay: a test ApplePaySession",
    "apple-pay-declined": "the card in Apple Pay is declined when the money is taken",
    "create-order-rejects": "the script fails before it asks the shop for an order",
    "window-closed": "the window is closed before it has loaded",
    "approve-twice": "onApprove is called twice",
    "approve-never": "onApprove never comes: the tab was closed",
}
FIELDS = ("number", "expiry", "cvv", "name")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def add_to(sdk: Blueprint, context: Context) -> None:
    """Put the addresses on the blueprint."""
    sdk.add_url_rule("/js", "script", lambda: _sdk(context))
    sdk.add_url_rule("/apple-pay.js", "apple", _apple)
    sdk.add_url_rule("/field", "field", _field)
    sdk.add_url_rule("/challenge", "challenge", _challenge)
    sdk.add_url_rule("/switches", "switches", _choose)


def _sdk(context: Context) -> Response:
    switches = asked_for()
    if "missing" in switches:
        abort(404)
    if "slow" in switches:
        time.sleep(context.slow_seconds)
    given = {"base": context.base_url, "switches": switches, "currency": request.args.get("currency", "USD")}
    texts = [(FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in PARTS]
    return _script("(() => {", '"use strict";', f"const STANDIN = {json.dumps(given)};", *texts, "})();")


def _apple() -> Response:
    wanted = "apple-pay" in asked_for()
    return _script((FOLDER / "session.js").read_text(encoding="utf-8") if wanted else "// no Apple Pay here")


def _field() -> Response:
    name = request.args.get("name", "")
    return _frame("field.html", name=name) if name in FIELDS else abort(404)


def _challenge() -> Response:
    return _frame("challenge.html", order_id=request.args.get("order", ""), result=request.args.get("result", ""))


def asked_for() -> list[str]:
    """The switches that are on: those of the script's own address and those of the cookie."""
    names = f"{request.args.get('standin', '')},{request.cookies.get(COOKIE, '')}".replace(".", ",").split(",")
    return [name for name in SWITCHES if name in names]


def _choose() -> Response:
    """A page to set them by hand: `?on=slow,approve-twice`, or `?on=` for none."""
    response = _frame("switches.html", switches=SWITCHES, on=request.args.get("on", request.cookies.get(COOKIE, "")))
    if "on" in request.args:
        wanted = [name for name in SWITCHES if name in request.args["on"].replace(",", ".").split(".")]
        response.set_cookie(COOKIE, ".".join(wanted), samesite="Lax")
    return response


def _script(*texts: str) -> Response:
    response = Response("\n".join(texts), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-store"
    return response


def _frame(template: str, **values: object) -> Response:
    response = make_response(render_template(f"sdk/{template}", **values))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
