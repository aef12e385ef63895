"""The cards: what was loaded on each, and what the clock has used up of it. The ICCID is the only name here."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from typing import Any

from standins.carriers.airalo.answers import missing
from standins.carriers.esimaccess import usage as using
from standins.carriers.esimaccess.profiles import Profile
from standins.carriers.moments import DAY, parse
from standins.carriers.standin import Wrong

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Sim:
    """One card. `used_bytes` is what had been used at `counted_from`; from there usage is computed."""

    iccid: str
    total_mb: int
    used_bytes: int
    counted_from: int
    activated_at: int | None
    expires_at: int | None
    total_days: int
    daily_bytes: int
    recycled: bool = False
    unlimited: bool = False
    behaviour: str = ""

    def used_until(self, at: int) -> int:
        """Bytes truly used at `at`: simulated as the other carrier's profiles are."""
        return using.used_until(self._profile(), at)

    def has_begun(self, now: int) -> bool:
        """Whether it has been connected."""
        return self.activated_at is not None and self.activated_at <= now

    def end(self) -> int | None:
        """When it ends; None while nothing has started it."""
        return self._profile().end()

    def topped_up(self, amount_mb: int, days: int, now: int) -> Sim:
        """Add volume and extend time. What an ended card had left is lost; it may be topped up all the same."""
        end, used = self.end(), self.used_until(now)
        has_ended = end is not None and end <= now
        kept_mb = -(-used // MEGABYTE) if has_ended else self.total_mb
        longer = max(now, end) + days * DAY if end is not None else None
        grown = replace(self, total_mb=kept_mb + amount_mb, total_days=self.total_days + days)
        return replace(grown, used_bytes=used, counted_from=now, expires_at=longer)

    def _profile(self) -> Profile:
        words = dict.fromkeys(("order_no", "transaction_id", "eid", "msisdn", "smdp_status", "held_status"), "")
        return Profile(
            esim_tran_no=self.iccid,
            iccid=self.iccid,
            **words,
            total_bytes=self.total_mb * MEGABYTE,
            total_days=self.total_days,
            used_bytes=self.used_bytes,
            counted_from=self.counted_from,
            activated_at=self.activated_at,
            expires_at=self.expires_at,
            daily_bytes=self.daily_bytes,
            behaviour="",
            loaded="",
        )


def load(db: sqlite3.Connection, fields: dict[str, Any], now: int, *, keep_existing: bool) -> bool:
    """Store one card and say whether anything changed; the same fields again change nothing."""
    iccid = fields.get("iccid")
    if not isinstance(iccid, str) or not iccid:
        raise Wrong("a card needs an iccid")
    loaded = json.dumps(fields, sort_keys=True)
    known = db.execute("SELECT loaded FROM airalo_sims WHERE iccid = ?", (iccid,)).fetchone()
    if known is not None and (keep_existing or known["loaded"] == loaded):
        return False
    starts = parse(fields.get("activated_at"), "activated_at")
    sim = Sim(
        iccid=iccid,
        total_mb=_count(fields, "total_mb"),
        used_bytes=_count(fields, "used_mb", 0) * MEGABYTE,
        counted_from=now,
        activated_at=starts,
        expires_at=parse(fields.get("expires_at"), "expires_at") if starts is not None else None,
        total_days=_count(fields, "total_days", 30),
        daily_bytes=_count(fields, "daily_mb", 0) * MEGABYTE,
        recycled=bool(fields.get("recycled")),
        unlimited=bool(fields.get("unlimited")),
    )
    save(db, sim, loaded)
    db.execute("DELETE FROM airalo_usage WHERE iccid = ?", (iccid,))
    return True


def save(db: sqlite3.Connection, sim: Sim, loaded: str | None = None) -> None:
    """Write a card as it is now; `loaded` is what a control call said of it."""
    db.execute(
        "INSERT INTO airalo_sims (iccid, body, loaded) VALUES (?1, ?2, ifnull(?3, ''))"
        " ON CONFLICT (iccid) DO UPDATE SET body = ?2, loaded = ifnull(?3, loaded)",
        (sim.iccid, json.dumps(asdict(sim)), loaded),
    )


def find(db: sqlite3.Connection, iccid: str) -> Sim:
    """The card of that ICCID, or a refusal."""
    row = db.execute("SELECT body FROM airalo_sims WHERE iccid = ?", (iccid,)).fetchone()
    if row is None:
        raise missing()
    return Sim(**json.loads(row["body"]))


def every(db: sqlite3.Connection) -> list[Sim]:
    """All cards, in a steady order."""
    return [Sim(**json.loads(row["body"])) for row in db.execute("SELECT body FROM airalo_sims ORDER BY iccid")]


def _count(fields: dict[str, Any], name: str, usual: int | None = None) -> int:
    value = fields.get(name) if fields.get(name) is not None else usual
    if type(value) is not int or value < 0:
        raise Wrong(f"{name} is a whole number, 0 or more")
    return value
