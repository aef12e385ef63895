"""The vendor's calls, shape for shape (reference: the carrier's published HTTP API, version 1.6)."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlsplit

import flask

from standins.carriers import settings
from standins.carriers.esimaccess import notices, packages, profiles, records, topups
from standins.carriers.esimaccess.envelope import Refused, number_of, text_of
from standins.carriers.esimaccess.serving import serve
from standins.carriers.moments import wire
from standins.carriers.standin import current

blueprint = flask.Blueprint("esimaccess", __name__, url_prefix="/api/v1/open")
MOST_AT_ONCE = 10
_METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE_SIZES = range(5, 501)
_USUAL_PAGE_SIZE = 50


@blueprint.route("/package/list", methods=_METHODS)
def package_list() -> flask.Response:
    def act(db: sqlite3.Connection, body: dict[str, Any], _now: int) -> dict[str, Any]:
        iccid = text_of(body, "iccid")
        if iccid:
            profiles.find(db, iccid=iccid)
        return {"packageList": packages.listed(db, body)}

    return serve("packages", act)


@blueprint.route("/esim/query", methods=_METHODS)
def esim_query() -> flask.Response:
    return serve("query", _query)


def _query(db: sqlite3.Connection, body: dict[str, Any], now: int) -> dict[str, Any]:
    number, size = _pager(body)
    esim_tran_no, iccid, order_no = (text_of(body, name) for name in ("esimTranNo", "iccid", "orderNo"))
    if esim_tran_no or iccid:
        profiles.find(db, esim_tran_no=esim_tran_no, iccid=iccid)
    matching = [
        profile
        for profile in profiles.every(db)
        if esim_tran_no in ("", profile.esim_tran_no)
        and iccid in ("", profile.iccid)
        and order_no in ("", profile.order_no)
    ]
    shown = matching[(number - 1) * size : number * size]
    pager = {"pageNum": number, "pageSize": size, "total": len(matching)}
    return {"esimList": [records.esim(db, profile, now) for profile in shown], "pager": pager}


def _pager(body: dict[str, Any]) -> tuple[int, int]:
    pager = body.get("pager") or {}
    if not isinstance(pager, dict):
        raise Refused("000107", "pager is not an object.")
    number, size = number_of(pager, "pageNum"), number_of(pager, "pageSize")
    number, size = 1 if number is None else number, _USUAL_PAGE_SIZE if size is None else size
    if number < 1 or size not in _PAGE_SIZES:
        raise Refused("000107", "pageNum is at least 1, pageSize from 5 to 500.")
    return number, size


@blueprint.route("/esim/topup", methods=_METHODS)
def esim_topup() -> flask.Response:
    return serve("topup", lambda db, body, now: topups.top_up(db, topups.asked(body), now))


@blueprint.route("/esim/usage/query", methods=_METHODS)
def esim_usage_query() -> flask.Response:
    def act(db: sqlite3.Connection, body: dict[str, Any], now: int) -> dict[str, Any]:
        wanted = body.get("esimTranNoList")
        if not isinstance(wanted, list) or not wanted:
            raise Refused("000105" if wanted is None else "000106", "esimTranNoList is needed.")
        if len(wanted) > MOST_AT_ONCE:
            raise Refused("000107", f"esimTranNoList takes {MOST_AT_ONCE} at most.")
        known = {profile.esim_tran_no: profile for profile in profiles.every(db)}
        found = [known[key] for key in wanted if isinstance(key, str) and key in known]
        return {"esimUsageList": [records.usage(db, profile, now) for profile in found]}

    return serve("usage", act)


@blueprint.route("/balance/query", methods=_METHODS)
def balance_query() -> flask.Response:
    def act(db: sqlite3.Connection, _body: dict[str, Any], now: int) -> dict[str, Any]:
        return {"balance": settings.modes(db)["balance"], "lastUpdateTime": wire(now)}

    return serve("balance", act)


@blueprint.route("/webhook/save", methods=_METHODS)
def webhook_save() -> flask.Response:
    """Save the receiver's address. No transaction is open during the check: it may call us back."""
    standin = current()
    body = flask.request.get_json(force=True, silent=True)
    url = body.get("webhook") if isinstance(body, dict) else None
    is_let_in = flask.request.headers.get("RT-AccessCode") == standin.access_code
    is_healthy = is_let_in and _is_loopback(url) and notices.check_health(standin, str(url))

    def act(db: sqlite3.Connection, asked: dict[str, Any], _now: int) -> dict[str, Any]:
        if not text_of(asked, "webhook"):
            raise Refused("000105")
        if not _is_loopback(url):
            raise Refused("000107", "The stand-in only calls this machine.")
        if not is_healthy:
            raise Refused("000107", "The webhook did not answer the health check.")
        settings.write(db, "webhook_url", url)
        return {}

    return serve("webhook_save", act)


@blueprint.route("/webhook/query", methods=_METHODS)
def webhook_query() -> flask.Response:
    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> dict[str, Any]:
        return {"webhook": settings.read(db, "webhook_url", current().webhook_url)}

    return serve("webhook_query", act)


def _is_loopback(url: object) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK
