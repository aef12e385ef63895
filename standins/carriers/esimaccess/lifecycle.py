"""What else a partner may do with profiles: order new ones, pause and resume them, take them back, write to them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flask

from standins.carriers import settings
from standins.carriers.esimaccess import packages, profiles, records
from standins.carriers.esimaccess.envelope import Refused, number_of, text_of
from standins.carriers.esimaccess.profiles import Profile
from standins.carriers.esimaccess.serving import serve

blueprint = flask.Blueprint("esimaccess_lifecycle", __name__, url_prefix="/api/v1/open")
METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"]
MOST_PROFILES = 30
_RUNNING = ("IN_USE", "USED_UP")
_LIVING = ("GOT_RESOURCE", "SUSPENDED", *_RUNNING)
#: What each call makes of a profile, and in which states it may be asked for.
CHANGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cancel": ("CANCEL", ("GOT_RESOURCE",)),
    "suspend": ("SUSPENDED", _RUNNING),
    "unsuspend": ("", ("SUSPENDED",)),
    "revoke": ("REVOKE", _LIVING),
}


@blueprint.route("/esim/order", methods=METHODS)
def order() -> flask.Response:
    """New profiles, that are there at once. The same transactionId is the same order."""
    return serve("order", _order)


@blueprint.route("/esim/sendSms", methods=METHODS)
def send_sms() -> flask.Response:
    """Taken and dropped: nothing here can be written to. The public client sends no body at all."""
    return serve("sms", lambda _db, _body, _now: {})


@blueprint.route("/location/list", methods=METHODS)
def locations() -> flask.Response:
    """Every place that some package covers."""

    def act(db: sqlite3.Connection, _body: dict[str, Any], _now: int) -> dict[str, Any]:
        everything = packages.listed(db, {}) + packages.listed(db, {"type": "TOPUP"})
        codes = sorted({code for one in everything for code in str(one["location"]).split(",") if code})
        return {"locationList": [{"code": code, "name": code, "type": 1, "subLocationList": None} for code in codes]}

    return serve("locations", act)


@blueprint.route("/esim/<any(cancel, suspend, unsuspend, revoke):what>", methods=METHODS)
def change(what: str) -> flask.Response:
    """Move a profile, as far as its status allows it."""
    return serve(what, _changing(what))


def _changing(what: str) -> Callable[[sqlite3.Connection, dict[str, Any], int], dict[str, Any]]:
    held, sources = CHANGES[what]

    def act(db: sqlite3.Connection, body: dict[str, Any], now: int) -> dict[str, Any]:
        profile = profiles.find(db, esim_tran_no=text_of(body, "esimTranNo"), iccid=text_of(body, "iccid"))
        if records.reading(db, profile, now).status not in sources:
            raise Refused("200002")
        used = profile.used_bytes if profile.held_status else records.truly_used(profile, now)
        profiles.save(db, replace(profile, held_status=held, used_bytes=used, counted_from=now))
        return {}

    return act


def _order(db: sqlite3.Connection, body: dict[str, Any], now: int) -> dict[str, Any]:
    transaction_id, wanted = text_of(body, "transactionId"), body.get("packageInfoList")
    if not transaction_id or not isinstance(wanted, list) or not wanted:
        raise Refused("000105")
    known = db.execute("SELECT order_no FROM profiles WHERE transaction_id = ?", (transaction_id,)).fetchone()
    if known is not None:
        return {"orderNo": known["order_no"], "transactionId": transaction_id}
    number = _number(transaction_id, 14)
    made = [profile for item in wanted for profile in _ordered(db, item, transaction_id, number, now)]
    amount, price = number_of(body, "amount"), sum(each for _, each in made)
    if amount is not None and amount != price:
        raise Refused("200006")
    balance = settings.modes(db)["balance"]
    if balance < price:
        raise Refused("200007")
    settings.write(db, "mode:balance", balance - price)
    for index, (profile, _) in enumerate(made):
        iccid = f"8985209{_number(f'{number}{index}', 12)}"
        profiles.save(db, replace(profile, esim_tran_no=f"{number}{index:02}", iccid=iccid))
    return {"orderNo": f"B{number}", "transactionId": transaction_id}


def _ordered(
    db: sqlite3.Connection, item: Any, transaction_id: str, number: str, now: int
) -> list[tuple[Profile, int]]:
    if not isinstance(item, dict):
        raise Refused("000107")
    package = packages.find(db, text_of(item, "packageCode") or text_of(item, "slug"))
    count, periods = number_of(item, "count") or 1, number_of(item, "periodNum") or 1
    if not 1 <= count <= MOST_PROFILES:
        raise Refused("000107")
    fields = {"iccid": "new", "esimTranNo": number, "total_bytes": package["volume"] * periods}
    fields |= {"total_days": package["duration"] * periods, "orderNo": f"B{number}", "transactionId": transaction_id}
    return [(profiles.fresh(fields, now), package["price"] * periods)] * count


def _number(text: str, digits: int) -> str:
    return str(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % 10**digits).zfill(digits)
