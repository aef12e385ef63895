"""The top-up rule: time is extended, volume is added, one transactionId takes effect once."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from typing import Any

from standins.carriers import settings
from standins.carriers.esimaccess import packages, profiles, usage
from standins.carriers.esimaccess.envelope import Refused, number_of, text_of
from standins.carriers.moments import DAY, wire

LONGEST_TRANSACTION_ID = 50
_ALLOWED = ("GOT_RESOURCE", "IN_USE", "USED_UP")
_DAILY_TOP_UP_TYPE = 3
_MOST_PERIODS = 365


@dataclass(frozen=True)
class Asked:
    """One `esim/topup` request, read and checked for form only."""

    esim_tran_no: str
    iccid: str
    package: str
    transaction_id: str
    amount: int | None
    periods: int


@dataclass(frozen=True)
class Load:
    """What is about to be added to a profile."""

    package_code: str
    volume: int
    days: int
    price: int


def asked(body: dict[str, Any]) -> Asked:
    """Read the request. null counts as absent, as the public client sends it."""
    request = Asked(
        esim_tran_no=text_of(body, "esimTranNo"),
        iccid=text_of(body, "iccid"),
        package=text_of(body, "packageCode") or text_of(body, "slug"),
        transaction_id=text_of(body, "transactionId"),
        amount=number_of(body, "amount"),
        periods=number_of(body, "periodNum") or 1,
    )
    if not request.transaction_id or not request.package or not (request.esim_tran_no or request.iccid):
        raise Refused("000105")
    if len(request.transaction_id) > LONGEST_TRANSACTION_ID or not 1 <= request.periods <= _MOST_PERIODS:
        raise Refused("000107")
    return request


def top_up(db: sqlite3.Connection, request: Asked, now: int) -> dict[str, Any]:
    """Answer a top-up and let it take effect, in the caller's transaction.

    The same transactionId for the same profile and package gets the same answer and no second effect,
    unless the mode `ignores_transaction_id` is on.
    """
    modes = settings.modes(db)
    profile = profiles.find(db, esim_tran_no=request.esim_tran_no, iccid=request.iccid)
    package = packages.find(db, request.package)
    earlier = _earlier(db, request, profile, str(package["packageCode"]))
    if earlier is not None and not modes["ignores_transaction_id"]:
        return earlier
    load = _load(package, request)
    if modes["balance"] < load.price:
        raise Refused("200007")
    settings.write(db, "mode:balance", modes["balance"] - load.price)
    status = usage.read(profile, now, modes["report_every_minutes"] * 60).status
    if status not in _ALLOWED:
        raise Refused("200002")
    return _take_effect(db, request, profile, load, now)


def history(db: sqlite3.Connection, esim_tran_no: str) -> list[sqlite3.Row]:
    """Return the top-ups of a profile that took effect, oldest first."""
    return db.execute("SELECT * FROM top_ups WHERE esim_tran_no = ? ORDER BY id", (esim_tran_no,)).fetchall()


def _earlier(
    db: sqlite3.Connection, request: Asked, profile: profiles.Profile, package_code: str
) -> dict[str, Any] | None:
    """Return the answer this transactionId was given before, and count the repeat."""
    row = db.execute("SELECT * FROM top_ups WHERE transaction_id = ? ORDER BY id", (request.transaction_id,)).fetchone()
    if row is None:
        return None
    if (row["esim_tran_no"], row["package_code"]) != (profile.esim_tran_no, package_code):
        raise Refused("200008")
    db.execute("UPDATE top_ups SET repeats = repeats + 1 WHERE id = ?", (row["id"],))
    return dict(json.loads(row["answer"]))


def _load(package: dict[str, Any], request: Asked) -> Load:
    if package["supportTopUpType"] == 1:
        raise Refused("310243")
    if request.periods > 1 and package["supportTopUpType"] != _DAILY_TOP_UP_TYPE:
        raise Refused("000107", "periodNum is not supported by this package.")
    price = package["price"] * request.periods
    if request.amount is not None and request.amount != price:
        raise Refused("200006")
    volume, days = package["volume"] * request.periods, package["duration"] * request.periods
    return Load(str(package["packageCode"]), volume, days, price)


def _take_effect(
    db: sqlite3.Connection, request: Asked, profile: profiles.Profile, load: Load, now: int
) -> dict[str, Any]:
    after = _extended(profile, load, now)
    answer = _answer(request, after, now)
    profiles.save(db, after)
    row = asdict(load) | {
        "transaction_id": request.transaction_id,
        "esim_tran_no": profile.esim_tran_no,
        "iccid": profile.iccid,
        "at": now,
        "volume_before": profile.total_bytes,
        "volume_after": after.total_bytes,
        "expires_before": profile.end(),
        "expires_after": after.end(),
        "answer": json.dumps(answer),
    }
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO top_ups ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - our own names
    return answer


def _answer(request: Asked, after: profiles.Profile, now: int) -> dict[str, Any]:
    return {
        "transactionId": request.transaction_id,
        "iccid": after.iccid,
        "expiredTime": wire(after.end()) if _is_active(after, now) else None,
        "totalVolume": after.total_bytes,
        "totalDuration": after.total_days,
        "orderUsage": after.used_bytes,
        "topUpEsimTranNo": after.esim_tran_no,
    }


def _extended(profile: profiles.Profile, load: Load, now: int) -> profiles.Profile:
    """Add volume and time; usage is counted anew from here, so new data never pays for the past."""
    runs = _is_active(profile, now)
    end = profile.end()
    longer = max(now, end) + load.days * DAY if end is not None and (runs or profile.expires_at) else None
    return replace(
        profile,
        total_bytes=profile.total_bytes + load.volume,
        total_days=profile.total_days + load.days,
        used_bytes=usage.used_until(profile, now),
        counted_from=now,
        expires_at=longer,
    )


def _is_active(profile: profiles.Profile, now: int) -> bool:
    return profile.activated_at is not None and profile.activated_at <= now
