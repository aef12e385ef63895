"""Everything that is true when a schedule is over: our books, both vendors' ledgers, the letters, what pages said."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import promotion_books
from tests.faults.memory import Memory
from tests.faults.scene import BOOKS, CARRIERS, LOG, PAYPAL, SETTINGS, Scene
from tests.faults.second import made
from tmcard.store.engine import sqlite
from tmcard.store.models import Base
from tmcard.web.database import db

Row = Mapping[str, Any]
TABLES = ("orders", "payments", "refunds", "order_events", "messages", "inbox_events", "receipts", "splits")
#: Captures whose money came to us, wholly or for a while.
TAKEN = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
SECRETS = ("PAYPAL_CLIENT_SECRET", "ESIMACCESS_ACCESS_CODE", "SECRET_KEY")


@dataclass(frozen=True)
class Picture:
    """What invariants look at. `is_hostile`: a vendor broke its own word, so money may come twice and go back."""

    orders: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    order_events: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    inbox_events: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)
    splits: list[Row] = field(default_factory=list)
    paypal: Mapping[str, list[Row]] = field(default_factory=lambda: {"captures": [], "refunds": [], "webhooks": []})
    top_ups: list[Row] = field(default_factory=list)
    letters: list[Row] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    watch: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    promotion_faults: list[str] = field(default_factory=list)
    log: str = ""
    now: datetime | None = None
    is_hostile: bool = False

    def captures(self, order: Row) -> list[Row]:
        """What PayPal took for the order, whatever became of it."""
        return [c for c in self.paypal["captures"] if self.order_of(c) == order["id"] and c["status"] in TAKEN]

    def kept(self, order: Row) -> int:
        """What PayPal took for the order less what it gave back, in minor units."""
        return sum(int(c["amount_minor"]) - int(c["refunded_minor"]) for c in self.captures(order))

    def loaded(self, order: Row) -> list[Row]:
        """What the carrier loaded for the order; for a share of a price that was delivered, what its lead brought."""
        refs = [order["ref"]]
        if order.get("split_id") is not None and order["status"] == "credited":
            refs = [each["ref"] for each in self.orders if each.get("split_id") == order["split_id"]]
        return [t for t in self.top_ups if str(t["transactionId"]).startswith(tuple(f"tm-{ref}-" for ref in refs))]

    def order_of(self, capture: Row) -> int | None:
        """The order a capture at PayPal was for, by our own ids in it."""
        return next((p["order_id"] for p in self.payments if p["ref"] == capture["custom_id"]), None)

    def chosen(self, order: Row) -> int:
        """What people decided to give back of it: staff, or somebody at PayPal; in minor units."""
        mine = {p["id"] for p in self.payments_of(order)}
        found = [r for r in self.refunds if r["payment_id"] in mine and r["origin"] != "ours"]
        return sum(r["amount_minor"] for r in found if r["status"] == "refunded")

    def payments_of(self, order: Row) -> list[Row]:
        """All attempts to pay the order."""
        return [p for p in self.payments if p["order_id"] == order["id"]]


def picture(scene: Scene, memory: Memory, *, is_hostile: bool) -> Picture:
    """Look at everything, once."""
    paypal, carrier = scene.account(PAYPAL), scene.account(CARRIERS)
    log = (scene.live / LOG).read_text(encoding="utf-8") if (scene.live / LOG).exists() else ""
    return Picture(
        **_books(scene),
        paypal=paypal,
        top_ups=made(carrier),
        letters=scene.letterbox.letters(),
        memory=memory,
        watch=_column(scene, "SELECT what FROM watch"),
        damage=_damage(scene),
        promotion_faults=_promotion_faults(scene),
        log=log,
        now=scene.clock(),
        is_hostile=is_hostile,
    )


def calls(scene: Scene) -> dict[str, int]:
    """How often each operation of a vendor was called, and how many letters arrived."""
    called = Counter(call["operation"] for vendor in (PAYPAL, CARRIERS) for call in scene.account(vendor)["calls"])
    return {**called, "letter": len(scene.letterbox.letters())}


def _books(scene: Scene) -> dict[str, list[Row]]:
    with scene.app.app_context(), db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(Base.metadata.tables[name])).mappings()]
            for name in TABLES
        }


def _promotion_faults(scene: Scene) -> list[str]:
    with scene.app.app_context(), Session(db.engine) as session:
        return promotion_books.faults(session, scene.clock())


def _column(scene: Scene, query: str) -> list[str]:
    with sqlite.connect(scene.live / BOOKS) as db:
        found = [str(row[0]) for row in db.execute(query)]
    db.close()
    return found


def _damage(scene: Scene) -> list[str]:
    """What SQLite itself finds wrong with the file."""
    found = _column(scene, "PRAGMA integrity_check") + _column(scene, "PRAGMA foreign_key_check")
    return [line for line in found if line != "ok"]


def secrets() -> list[str]:
    """What no log and no letter may hold."""
    return [SETTINGS[name] for name in SECRETS]
