"""Webhooks: what they say, how they are signed, when they go out."""

import base64
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Queue
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from flask import Flask, request
from werkzeug.serving import make_server

from tests.standins.paypal.shop import WEBHOOK_ID, Build, Shop

Delivery = tuple[bytes, dict[str, str], dict[str, Any]]


@dataclass
class Inbox:
    """Where the webhooks arrive; answers with the next of `answers`, then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    arrived: "Queue[Delivery]" = field(default_factory=Queue)

    def take(self) -> Delivery:
        """Wait for the next delivery."""
        return self.arrived.get(timeout=5)

    def accept(self) -> tuple[str, int]:
        """Keep the delivery of this request."""
        self.arrived.put((request.get_data(), dict(request.headers), request.get_json()))
        return "", self.answers.pop(0) if self.answers else 200


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A listening webhook address."""
    kept, app = Inbox(), Flask("inbox")
    app.post("/webhooks/paypal")(kept.accept)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/webhooks/paypal"
    yield kept
    server.shutdown()
    server.server_close()


def check_signature(shop: Shop, raw: bytes, headers: dict[str, str]) -> x509.Certificate:
    got = {name.upper(): value for name, value in headers.items()}
    path = got["PAYPAL-CERT-URL"].removeprefix("http://127.0.0.1:8001")
    certificate = x509.load_pem_x509_certificate(shop.get(path).data)
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    about = (got["PAYPAL-TRANSMISSION-ID"], got["PAYPAL-TRANSMISSION-TIME"], WEBHOOK_ID, str(zlib.crc32(raw)))
    signature = base64.b64decode(got["PAYPAL-TRANSMISSION-SIG"])
    key.verify(signature, "|".join(about).encode(), padding.PKCS1v15(), hashes.SHA256())
    return certificate


def test_delivery_verifies_under_the_served_certificate(build: Build, inbox: Inbox) -> None:
    shop = build(webhook_url=inbox.url)
    shop.approved()
    raw, headers, _ = inbox.take()
    certificate = check_signature(shop, raw, headers)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [name.value for name in names] == ["messageverificationcerts.sandbox.paypal.com"]
    with pytest.raises(InvalidSignature):
        check_signature(shop, raw + b" ", headers)


def test_approval_tells_the_order(build: Build, inbox: Inbox) -> None:
    order_id = build(webhook_url=inbox.url).approved()
    event = inbox.take()[2]
    assert (event["event_type"], event["resource_type"]) == ("CHECKOUT.ORDER.APPROVED", "checkout-order")
    assert (event["resource"]["id"], event["resource"]["status"]) == (order_id, "APPROVED")
    assert event["id"].startswith("WH-")


@pytest.mark.parametrize(
    ("email", "event_type"),
    [
        ("payer@example.com", "PAYMENT.CAPTURE.COMPLETED"),
        ("payer+pending@example.com", "PAYMENT.CAPTURE.PENDING"),
        ("payer+cardlike-declined@example.com", "PAYMENT.CAPTURE.DECLINED"),
    ],
)
def test_capture_tells_order_and_custom_id(build: Build, inbox: Inbox, email: str, event_type: str) -> None:
    shop = build(webhook_url=inbox.url)
    order_id = shop.approved(email)
    shop.capture(order_id)
    event = [inbox.take()[2], inbox.take()[2]][1]
    assert event["event_type"] == event_type
    assert event["resource"]["supplementary_data"]["related_ids"]["order_id"] == order_id
    assert event["resource"]["custom_id"] == "attempt-1"


def test_refund_tells_its_own_id_and_links_up_to_the_capture(build: Build) -> None:
    shop = build(webhook_url="http://127.0.0.1:9/")
    shop.control("webhooks", {"mode": "hold"})
    capture = shop.captured()
    refund = shop.refund(capture["id"]).get_json()
    event = shop.ledger()["webhooks"][-1]
    up = next(link["href"] for link in refund["links"] if link["rel"] == "up")
    assert (event["event_type"], event["resource_id"]) == ("PAYMENT.CAPTURE.REFUNDED", refund["id"])
    assert up.endswith(f"/v2/payments/captures/{capture['id']}")


def test_decisions_tell_completed_and_denied(build: Build) -> None:
    shop = build(webhook_url="")
    first, second = (shop.captured("payer+pending@example.com")["id"] for _ in range(2))
    shop.control(f"captures/{first}/complete")
    shop.control(f"captures/{second}/deny")
    rows = shop.ledger()["webhooks"][-2:]
    assert [row["event_type"] for row in rows] == ["PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.DENIED"]
    assert {row["state"] for row in rows} == {"off"}


def test_twice_delivers_the_same_event_two_times(build: Build, inbox: Inbox) -> None:
    build(webhook_url=inbox.url).approved("payer+twice@example.com")
    first, second = inbox.take(), inbox.take()
    assert first[2]["id"] == second[2]["id"]
    assert first[0] == second[0]


def test_held_events_go_out_by_name_in_any_order(build: Build, inbox: Inbox) -> None:
    shop = build(webhook_url=inbox.url)
    shop.control("webhooks", {"mode": "hold"})
    shop.captured()
    approved, completed = (row["id"] for row in shop.ledger()["webhooks"])
    ids = [completed, approved, approved]
    answer = shop.control("webhooks/deliver", {"ids": ids})
    assert answer["delivered"] == [{"id": each, "status": 200} for each in ids]
    assert [inbox.take()[2]["id"] for _ in ids] == ids
    assert [row["deliveries"] for row in shop.ledger()["webhooks"]] == [2, 1]


def test_queued_events_outlive_the_process(build: Build, inbox: Inbox) -> None:
    first = build(webhook_url="http://127.0.0.1:9/")
    order_id = first.approved()
    first.app.extensions["standin"]()
    build(webhook_url=inbox.url)
    assert inbox.take()[2]["resource"]["id"] == order_id


def test_refused_event_is_sent_again(build: Build, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standins.paypal.sender.RETRY_SECONDS", (0.001,))
    inbox.answers = [503]
    build(webhook_url=inbox.url).approved()
    assert inbox.take()[2]["id"] == inbox.take()[2]["id"]
