"""Webhook events: written down in the transaction of what they tell, delivered later by the sender."""

import json
import sqlite3

from standins.paypal import ledger, magic
from standins.paypal.context import Context
from standins.paypal.errors import Json

RESOURCE_TYPES = {
    "CHECKOUT.ORDER.APPROVED": ("checkout-order", "2.0", "An order has been approved by buyer"),
    "PAYMENT.CAPTURE.COMPLETED": ("capture", "2.0", "Payment completed"),
    "PAYMENT.CAPTURE.PENDING": ("capture", "2.0", "Payment pending"),
    "PAYMENT.CAPTURE.DECLINED": ("capture", "2.0", "A payment capture was declined"),
    "PAYMENT.CAPTURE.DENIED": ("capture", "2.0", "A payment capture was denied"),
    "PAYMENT.CAPTURE.REFUNDED": ("refund", "2.0", "A capture payment was refunded"),
    "PAYMENT.CAPTURE.REVERSED": ("refund", "2.0", "A capture payment was reversed"),
    "CUSTOMER.DISPUTE.CREATED": ("dispute", "1.0", "A new dispute opened with Case"),
    "CUSTOMER.DISPUTE.RESOLVED": ("dispute", "1.0", "A dispute was resolved with case"),
}
SEND, HOLD = "send", "hold"


def record(context: Context, db: sqlite3.Connection, event_type: str, resource: Json, *, order_id: str) -> None:
    """Write an event down. Its state: `queued` for the sender, `held` for a test, `off` without an address."""
    event_id = f"WH-{ledger.new_id()}-{ledger.new_id()}"
    body = json.dumps(_envelope(context, db, event_id, event_type, resource), separators=(",", ":"))
    state = {SEND: "queued", HOLD: "held"}[mode(db)] if context.webhook_url else "off"
    db.execute(
        "INSERT INTO webhooks (id, event_type, resource_id, body, state, copies, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            event_id,
            event_type,
            resource.get("id") or resource["dispute_id"],
            body,
            state,
            _copies(db, order_id),
            context.stamp(db),
        ),
    )


def mode(db: sqlite3.Connection) -> str:
    """Tell whether new events go out by themselves (`send`) or wait for a test (`hold`)."""
    return HOLD if ledger.setting(db, "webhook_mode", SEND) == HOLD else SEND


def switch(db: sqlite3.Connection, new_mode: str) -> None:
    """Change the mode. Events already held stay held until they are delivered by name."""
    ledger.keep_setting(db, "webhook_mode", new_mode)


def _envelope(context: Context, db: sqlite3.Connection, event_id: str, event_type: str, resource: Json) -> Json:
    resource_type, version, summary = RESOURCE_TYPES[event_type]
    url = f"{context.base_url}/v1/notifications/webhooks-events/{event_id}"
    return {
        "id": event_id,
        "event_version": "1.0",
        "create_time": context.stamp(db),
        "resource_type": resource_type,
        "resource_version": version,
        "event_type": event_type,
        "summary": summary,
        "resource": resource,
        "links": [
            {"href": url, "rel": "self", "method": "GET"},
            {"href": f"{url}/resend", "rel": "resend", "method": "POST"},
        ],
    }


def _copies(db: sqlite3.Connection, order_id: str) -> int:
    order = db.execute("SELECT payer_email FROM orders WHERE id = ?", (order_id,)).fetchone()
    return 2 if magic.TWICE in magic.asked_for(order["payer_email"]) else 1
