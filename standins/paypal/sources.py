"""What pays an order when it is not a PayPal account: a card or Apple Pay, as the browser confirmed it."""

import json
import sqlite3
from typing import Any

from standins.paypal.errors import Json


def keep(db: sqlite3.Connection, order_id: str, source: Json, outcome: str = "") -> None:
    """Attach a source to an order in place of any other. `outcome` is one of the names in `magic`, or nothing."""
    row = (order_id, json.dumps(source), outcome)
    db.execute("INSERT OR REPLACE INTO sources (order_id, source, outcome) VALUES (?, ?, ?)", row)


def forget(db: sqlite3.Connection, order_id: str) -> None:
    """Detach it: the payer has chosen a PayPal account instead."""
    db.execute("DELETE FROM sources WHERE order_id = ?", (order_id,))


def of_order(db: sqlite3.Connection, order_id: str) -> dict[str, Any]:
    """The source as PayPal shows it (`payment_source`), or nothing."""
    row = db.execute("SELECT source FROM sources WHERE order_id = ?", (order_id,)).fetchone()
    return dict(json.loads(row["source"])) if row is not None else {}


def asked_for(db: sqlite3.Connection, order_id: str) -> frozenset[str]:
    """The outcome that the card asks for, as `magic.asked_for` tells that of an e-mail address."""
    row = db.execute("SELECT outcome FROM sources WHERE order_id = ?", (order_id,)).fetchone()
    return frozenset({row["outcome"]} - {""}) if row is not None else frozenset()


def is_authenticated(db: sqlite3.Connection, order_id: str) -> bool:
    """Whether 3-D Secure has run for the card, with whatever result: PayPal leaves it to the shop to look at that."""
    return "authentication_result" in of_order(db, order_id).get("card", {})
