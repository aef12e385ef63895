"""The vendor's calls, shape for shape (reference: the Partner API's published pages, version 2)."""

from __future__ import annotations

import sqlite3
from email.utils import formatdate
from typing import Any

import flask

from standins.carriers import settings
from standins.carriers.airalo import orders, packages, sims, tokens, usage
from standins.carriers.airalo.answers import Refused, business, invalid
from standins.carriers.airalo.serving import serve
from standins.carriers.standin import current

blueprint = flask.Blueprint("airalo", __name__, url_prefix="/v2")
USUAL_LIMIT = 25


@blueprint.after_request
def date(response: flask.Response) -> flask.Response:
    """Answers are dated by the stand-in's own clock, which may have been moved."""
    state = current().state
    with state.reading() as db:
        response.headers["Date"] = formatdate(settings.now(state, db), usegmt=True)
    return response


@blueprint.post("/token")
def token() -> flask.Response:
    standin = current()
    return serve("token", lambda db, body, now: tokens.give(standin, db, body, now))


@blueprint.get("/packages")
def package_list() -> flask.Response:
    def act(db: sqlite3.Connection, body: dict[str, Any], _now: int) -> dict[str, Any]:
        return {"pricing": {"model": "net_pricing", "discount_percentage": 0}} | _paged(
            packages.catalogue(db, body), body
        )

    return serve("catalogue", act)


@blueprint.get("/sims/<iccid>")
def sim(iccid: str) -> flask.Response:
    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> dict[str, Any]:
        found = sims.find(db, iccid)
        code = f"LPA:1$rsp.standin.invalid${iccid}"
        facts = {"iccid": iccid, "lpa": "rsp.standin.invalid", "matching_id": iccid, "qrcode": code}
        return facts | {"recycled": found.recycled, "recycled_at": None, "apn_value": "standin", "is_roaming": True}

    return serve("sim", act, iccid=iccid)


@blueprint.get("/sims/<iccid>/topups")
def top_up_list(iccid: str) -> flask.Response:
    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> list[dict[str, Any]]:
        _living(db, iccid)
        return packages.top_ups(db)

    return serve("topups", act, iccid=iccid)


@blueprint.get("/sims/<iccid>/usage")
def sim_usage(iccid: str) -> flask.Response:
    return serve("usage", lambda db, _body, now: usage.read(db, sims.find(db, iccid), now), iccid=iccid)


@blueprint.get("/sims/<iccid>/packages")
def sim_packages(iccid: str) -> flask.Response:
    return serve("history", lambda db, _body, now: orders.history(db, sims.find(db, iccid), now), iccid=iccid)


@blueprint.post("/orders/topups")
def top_up() -> flask.Response:
    return serve("topup", orders.top_up)


@blueprint.get("/orders")
def order_list() -> flask.Response:
    return serve("orders", lambda db, body, _now: _paged(orders.listed(db, body), body))


@blueprint.get("/orders/<int:order_id>")
def order(order_id: int) -> flask.Response:
    def act(db: sqlite3.Connection, body: dict[str, Any], _now: int) -> dict[str, Any]:
        found = [one for one in orders.listed(db, body) if one["id"] == order_id]
        if not found:
            raise Refused("401", 401, {"data": [], "meta": {"message": "This action is unauthorized."}})
        return found[0]

    return serve("orders", act)


@blueprint.get("/balance")
def balance() -> flask.Response:
    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> dict[str, Any]:
        amount = settings.modes(db)["balance"] / 10_000
        return {"balances": {"name": "balance", "availableBalance": {"amount": amount, "currency": "USD"}}}

    return serve("balance", act)


def _living(db: sqlite3.Connection, iccid: str) -> None:
    if sims.find(db, iccid).recycled:
        raise business(73, iccid)


def _paged(found: list[dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
    """A list as the carrier cuts it: `limit` to a page, numbered from 1."""
    wanted = {name: str(body.get(name) or usual) for name, usual in (("limit", USUAL_LIMIT), ("page", 1))}
    wrong = {name: f"The {name} must be an integer." for name, value in wanted.items() if not value.isdecimal()}
    if wrong:
        raise invalid(**wrong)
    limit, page = max(1, int(wanted["limit"])), max(1, int(wanted["page"]))
    shown, last = found[(page - 1) * limit : page * limit], max(1, -(-len(found) // limit))
    meta = {"message": "success", "current_page": page, "last_page": last, "per_page": str(limit), "total": len(found)}
    links = {"first": None, "last": None, "prev": None, "next": f"?page={page + 1}" if page < last else None}
    return {"data": shown, "links": links, "meta": meta}
