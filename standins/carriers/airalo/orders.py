"""Orders and what they load. There is no idempotency: what is asked for twice is loaded twice."""

from __future__ import annotations

import sqlite3
from typing import Any

from standins.carriers import settings
from standins.carriers.airalo import packages, sims
from standins.carriers.airalo.answers import Refused, business, invalid, spoken, written
from standins.carriers.airalo.sims import MEGABYTE, Sim
from standins.carriers.moments import DAY

#: The account's money is kept in ten-thousandths, as the other carrier counts it.
PER_CENT = 100
SHORTEST_ICCID, LONGEST_ICCID = 16, 21


def first(db: sqlite3.Connection, sim: Sim, package_id: str, now: int) -> None:
    """Note the package that a card came with, once."""
    if db.execute("SELECT 1 FROM airalo_orders WHERE iccid = ?", (sim.iccid,)).fetchone() is None:
        row = (sim.iccid, package_id, "sim", None, sim.total_mb, sim.total_days, "0.00", now)
        _note(db, row)


def top_up(db: sqlite3.Connection, asked: dict[str, Any], now: int) -> dict[str, Any]:
    """Answer a top-up order and let it take effect, in the caller's transaction."""
    package_id, iccid = _text(asked, "package_id"), _text(asked, "iccid")
    absent = [name for name, value in (("iccid", iccid), ("package_id", package_id)) if not value]
    if absent:
        raise invalid(**{name: f"The {name.replace('_', ' ')} field is required." for name in absent})
    if not SHORTEST_ICCID <= len(iccid) <= LONGEST_ICCID:
        raise invalid(iccid="The iccid must be between 16 and 21 characters.")
    sim, package = _sim(db, iccid), packages.find(db, package_id)
    if sim.recycled:
        raise business(73, iccid)
    _charge(db, package)
    sims.save(db, sim.topped_up(package["amount"], package["day"], now))
    description = _text(asked, "description") or f"Topup ({iccid})"
    row = (
        iccid,
        package["id"],
        "topup",
        description,
        package["amount"],
        package["day"],
        f"{package['price']:.2f}",
        now,
    )
    return _answer(db.execute("SELECT * FROM airalo_orders WHERE id = ?", (_note(db, row),)).fetchone(), package)


def _sim(db: sqlite3.Connection, iccid: str) -> Sim:
    try:
        return sims.find(db, iccid)
    except Refused as error:
        raise invalid(iccid="The selected iccid is invalid.") from error


def _charge(db: sqlite3.Connection, package: dict[str, Any]) -> None:
    balance, price = settings.modes(db)["balance"], packages.cents(package) * PER_CENT
    if balance < price:
        raise business(11)
    settings.write(db, "mode:balance", balance - price)


def _note(db: sqlite3.Connection, row: tuple[Any, ...]) -> int:
    done = db.execute(
        "INSERT INTO airalo_orders (iccid, package_id, type, description, amount_mb, days, price, at, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'completed')",
        row,
    )
    return done.lastrowid or 0


def _answer(row: sqlite3.Row, package: dict[str, Any]) -> dict[str, Any]:
    return _order(row, package) | {
        "quantity": 1,
        "validity": row["days"],
        "price": package["price"],
        "net_price": package["net_price"],
        "pricing_model": "net_pricing",
        "text": None,
        "voice": None,
    }


def listed(db: sqlite3.Connection, filters: dict[str, str]) -> list[dict[str, Any]]:
    """`orders`, the newest first: descriptions, ICCIDs and codes are searched for parts, as the carrier does."""
    wanted = filters.get("filter[description]", ""), filters.get("filter[iccid]", "")
    rows = db.execute(
        "SELECT * FROM airalo_orders WHERE (?1 = '' OR instr(lower(ifnull(description, '')), lower(?1)))"
        " AND (?2 = '' OR instr(iccid, ?2)) ORDER BY id DESC",
        wanted,
    ).fetchall()
    status = "status" in filters.get("include", "")
    return [_listed(row, packages.known(db, row["package_id"]), with_status=status) for row in rows]


def _listed(row: sqlite3.Row, package: dict[str, Any], *, with_status: bool) -> dict[str, Any]:
    order = _order(row, package) | {"quantity": 1, "validity": str(row["days"]), "price": row["price"]}
    slug = row["status"]
    return order | ({"status": {"name": slug.capitalize(), "slug": slug}} if with_status else {})


def _order(row: sqlite3.Row, package: dict[str, Any]) -> dict[str, Any]:
    day = (spoken(row["at"]) or "")[:10].replace("-", "")
    return {
        "id": row["id"],
        "code": f"{day}-{row['id']:06}",
        "package_id": row["package_id"],
        "currency": "USD",
        "type": row["type"],
        "description": row["description"],
        "esim_type": "Prepaid",
        "package": f"{package.get('operator', '')}-{package.get('title', row['package_id'])}",
        "data": package.get("data", f"{row['amount_mb'] / 1024:g} GB"),
        "created_at": spoken(row["at"]),
        "manual_installation": "",
        "qrcode_installation": "",
        "installation_guides": {"en": "https://standin.invalid/guide"},
    }


def history(db: sqlite3.Connection, sim: Sim, now: int) -> list[dict[str, Any]]:
    """`sims/{iccid}/packages`, the newest first; data is taken from the oldest package first."""
    used, found = sim.used_until(now), []
    end, begun = sim.end(), sim.has_begun(now)
    for row in db.execute("SELECT * FROM airalo_orders WHERE iccid = ? ORDER BY id", (sim.iccid,)):
        taken = min(used, row["amount_mb"] * MEGABYTE)
        used -= taken
        remaining = row["amount_mb"] - -(-taken // MEGABYTE)
        is_over = end is not None and end <= now
        status = "EXPIRED" if is_over else "NOT_ACTIVE" if not begun else "ACTIVE" if remaining else "FINISHED"
        package = packages.known(db, row["package_id"]) or {"id": row["package_id"], "type": row["type"]}
        facts = {"amount": row["amount_mb"], "day": row["days"]}
        found.append(
            {
                "id": row["id"],
                "status": status,
                "remaining": remaining,
                "activated_at": written(sim.activated_at) if begun else None,
                "expired_at": written(end) if begun else None,
                "finished_at": None if remaining else written(now - now % DAY),
                "package": {k: v for k, v in package.items() if k not in ("operator", "country")} | facts,
            }
        )
    return found[::-1]


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    return value if isinstance(value, str) else ""
