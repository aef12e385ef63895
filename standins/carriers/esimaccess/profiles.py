"""The eSIM profiles the carrier keeps, as loaded. The key is `esimTranNo`: ICCIDs are re-used."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from typing import Any

from standins.carriers.esimaccess.envelope import Refused
from standins.carriers.moments import DAY, parse
from standins.carriers.standin import Wrong

HELD = ("CREATE", "PAYING", "PAID", "GETTING_RESOURCE", "UNUSED_EXPIRED", "CANCEL", "SUSPENDED", "REVOKE")
DERIVED = ("GOT_RESOURCE", "IN_USE", "USED_UP", "USED_EXPIRED")
_USUAL_DAYS = 30


@dataclass(frozen=True)
class Profile:
    """One profile. `used_bytes` is what had been used at `counted_from`; from there usage is computed."""

    esim_tran_no: str
    iccid: str
    order_no: str
    transaction_id: str
    eid: str
    msisdn: str
    smdp_status: str
    held_status: str
    total_bytes: int
    total_days: int
    used_bytes: int
    counted_from: int
    activated_at: int | None
    expires_at: int | None
    daily_bytes: int
    behaviour: str
    loaded: str

    def end(self) -> int | None:
        """Return when the profile ends; None while nothing has started it."""
        if self.expires_at is not None or self.activated_at is None:
            return self.expires_at
        return self.activated_at + self.total_days * DAY


def load(db: sqlite3.Connection, fields: dict[str, Any], now: int, *, keep_existing: bool) -> bool:
    """Store one profile and say whether anything changed.

    The same fields again change nothing, so the effect of top-ups is kept; other fields start the
    profile afresh unless `keep_existing`. The history of top-ups stays in either case.
    """
    loaded = json.dumps(fields, sort_keys=True)
    known = db.execute("SELECT * FROM profiles WHERE esim_tran_no = ?", (_key(fields),)).fetchone()
    if known is not None and (keep_existing or known["loaded"] == loaded):
        return False
    behaviour = "" if known is None else known["behaviour"]
    save(db, replace(fresh(fields, now), behaviour=behaviour))
    return True


def fresh(fields: dict[str, Any], now: int) -> Profile:
    """Make a profile from the fields of a control call; it is stored nowhere yet."""
    return _from_fields(fields, json.dumps(fields, sort_keys=True), now)


def save(db: sqlite3.Connection, profile: Profile) -> None:
    """Write a profile as it is now."""
    row = asdict(profile)
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT OR REPLACE INTO profiles ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - our names


def find(db: sqlite3.Connection, *, esim_tran_no: str = "", iccid: str = "") -> Profile:
    """Return the profile of that transaction number, or the newest with that ICCID."""
    row = db.execute(
        "SELECT * FROM profiles WHERE (esim_tran_no = :no OR :no = '') AND (iccid = :iccid OR :iccid = '')"
        " AND :no || :iccid <> '' ORDER BY rowid DESC",
        {"no": esim_tran_no, "iccid": iccid},
    ).fetchone()
    if row is None:
        raise Refused("310403")
    return Profile(**dict(row))


def every(db: sqlite3.Connection) -> list[Profile]:
    """Return all profiles, in a steady order."""
    return [Profile(**dict(row)) for row in db.execute("SELECT * FROM profiles ORDER BY iccid, esim_tran_no")]


def _key(fields: dict[str, Any]) -> str:
    key, iccid = fields.get("esimTranNo"), fields.get("iccid")
    if not isinstance(key, str) or not key or not isinstance(iccid, str) or not iccid:
        raise Wrong("a profile needs esimTranNo and iccid")
    return key


def _from_fields(fields: dict[str, Any], loaded: str, now: int) -> Profile:
    key, status = _key(fields), _status(fields)
    total = _count(fields, "total_bytes")
    starts, ends = (
        parse(fields.get("activated_at"), "activated_at"),
        parse(fields.get("expires_at"), "expires_at"),
    )
    if starts is None and status in ("IN_USE", "USED_UP", "USED_EXPIRED"):
        starts = now
    ends = ends if starts is not None else None
    return Profile(
        esim_tran_no=key,
        iccid=fields["iccid"],
        order_no=str(fields.get("orderNo") or f"B{key}"),
        transaction_id=str(fields.get("transactionId") or f"order-{key}"),
        eid=str(fields.get("eid") or ""),
        msisdn=str(fields.get("msisdn") or ""),
        smdp_status=str(fields.get("smdpStatus") or ""),
        held_status=status if status in HELD else "",
        total_bytes=total,
        total_days=_count(fields, "total_days", _days_between(starts, ends)),
        used_bytes=total if status == "USED_UP" else min(total, _count(fields, "used_bytes", 0)),
        counted_from=now,
        activated_at=starts,
        expires_at=now if status == "USED_EXPIRED" and ends is None else ends,
        daily_bytes=_count(fields, "daily_bytes", 0),
        behaviour="",
        loaded=loaded,
    )


def _status(fields: dict[str, Any]) -> str:
    status = fields.get("esimStatus") or ""
    if status and status not in HELD + DERIVED:
        raise Wrong(f"no such esimStatus: {status}; there are {', '.join(HELD + DERIVED)}")
    return str(status)


def _count(fields: dict[str, Any], name: str, usual: int | None = None) -> int:
    value = fields.get(name) if fields.get(name) is not None else usual
    if type(value) is not int or value < 0:
        raise Wrong(f"{name} is a whole number, 0 or more")
    return value


def _days_between(starts: int | None, ends: int | None) -> int:
    return _USUAL_DAYS if starts is None or ends is None else max(1, -(-(ends - starts) // DAY))
