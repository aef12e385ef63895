"""Lies: events PayPal never sent, tokens of nobody, other people's orders. Each is refused and changes no book."""

import json
from collections.abc import Iterator

from flask.testing import FlaskClient

from standins.paypal.signing import Signer
from tests.faults.ground import Ground
from tests.faults.scene import BOOKS, LEDGERS, PAYPAL, SETTINGS, Scene
from tmcard.store.engine import sqlite

EVENT = {
    "id": "WH-FORGED-1",
    "event_type": "PAYMENT.CAPTURE.COMPLETED",
    "resource_type": "capture",
    "resource": {"id": "FORGED", "status": "COMPLETED", "amount": {"currency_code": "USD", "value": "9.00"}},
}


def attacks(scene: Scene, ground: Ground, ref: str) -> Iterator[str]:
    """Try each lie; yields what came of it that must not."""
    before = books(scene)
    client = scene.app.test_client()
    for name, headers, body in _events(scene):
        status = client.post("/webhooks/paypal", data=body, headers=headers).status_code
        if status != 401:
            yield f"a webhook {name} was answered {status}"
    yield from _pages(scene, ground, ref)
    if books(scene) != before:
        yield "a lie changed the books"


def _events(scene: Scene) -> Iterator[tuple[str, dict[str, str], bytes]]:
    body = json.dumps(EVENT).encode()
    yield "without a signature", {}, body
    signer = Signer(beside=scene.live / LEDGERS[0], base_url=PAYPAL, webhook_id=SETTINGS["PAYPAL_WEBHOOK_ID"])
    headers = signer.headers(body, transmission_id="forged", sent_at=f"{scene.clock():%Y-%m-%dT%H:%M:%SZ}")
    yield "altered after signing", headers, body.replace(b"9.00", b"1.00")
    other = Signer(beside=scene.live / LEDGERS[0], base_url=PAYPAL, webhook_id="ANOTHER")
    headers = other.headers(body, transmission_id="forged", sent_at=f"{scene.clock():%Y-%m-%dT%H:%M:%SZ}")
    yield "meant for another webhook", headers, body


def _pages(scene: Scene, ground: Ground, ref: str) -> Iterator[str]:
    stranger = ground.client(scene, "stranger")
    for name, status in (
        ("a stranger saw the order", stranger.get(f"/checkout/{ref}").status_code),
        ("a stranger paid the order", _press(stranger, ref)),
    ):
        if status != 404:
            yield f"{name}: {status}"
    scene.app.test_client().get(f"/checkout/{ref}/return?token=5O190127TN364715T")


def _press(client: FlaskClient, ref: str) -> int:
    return client.post(f"/checkout/{ref}/pay", data={"terms": "y", "email": "stranger@example.com"}).status_code


def books(scene: Scene) -> str:
    """Everything our database holds of money and promises, as text; visits and counters are no part of it."""
    tables = ("orders", "payments", "refunds", "order_events", "messages", "inbox_events", "cards")
    with sqlite.connect(scene.live / BOOKS) as db:
        found = [list(db.execute(f"SELECT * FROM {table} ORDER BY id")) for table in tables]  # noqa: S608  # the names are ours
    db.close()
    return repr(found)
