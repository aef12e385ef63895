"""PayPal's news at our door: taken in once, looked up later, and never a reason to believe anything."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from standins.paypal.signing import Signer
from tests import rows
from tests.conftest import ENVIRON
from tests.security.ground import changed, fingerprint
from tests.web.shop import Shop, opened
from tmcard.adapters.paypal.certificates import CertificateStore
from tmcard.adapters.paypal.hints import PayPalHints
from tmcard.domain.ports import Hints, NotSent, PaymentHint, Refused, Unknown
from tmcard.store import payments
from tmcard.store.models import Payment
from tmcard.store.transactions import release
from tmcard.web.webhooks.views import MAX_BODY_BYTES

PATH = "/webhooks/paypal"
NOTHING: Mapping[str, str] = {}
STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class Post:
    """PayPal with a key of its own, and the payment it speaks of."""

    shop: Shop
    signer: Signer
    payment: Payment

    def event(self, event_id: str = "WH-1", **resource: Any) -> bytes:
        """An approval, as PayPal words it."""
        facts = {"id": "5O190127TN364715T", "purchase_units": [{"custom_id": self.payment.ref}], **resource}
        return json.dumps({"id": event_id, "event_type": "CHECKOUT.ORDER.APPROVED", "resource": facts}).encode()

    def send(self, raw: bytes, at: datetime | None = None, headers: Mapping[str, str] = NOTHING) -> TestResponse:
        """Post what was signed at `at`, with some headers exchanged."""
        sent_at = (at or self.shop.at).strftime(STAMP)
        signed = self.signer.headers(raw, transmission_id="tx-1", sent_at=sent_at)
        kind = "application/json"
        return self.shop.app.test_client().post(PATH, data=raw, content_type=kind, headers={**signed, **headers})

    def due_at(self) -> datetime | None:
        """When somebody means to look at the payment."""
        stored = payments.by_id(self.shop.session, self.payment.id)
        release(self.shop.session)
        return stored.next_at


def listen(shop: Shop, hints: Hints) -> None:
    """Let the site read its webhooks with `hints`."""
    house = shop.app.extensions["tmcard"]
    shop.app.extensions["tmcard"] = replace(house, gateways=replace(house.gateways, hints=hints))


@pytest.fixture
def post(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The site with PayPal's real check, over a certificate that lies at hand."""
    signer = Signer(
        beside=tmp_path / "paypal", base_url=ENVIRON["PAYPAL_BASE_URL"], webhook_id=ENVIRON["PAYPAL_WEBHOOK_ID"]
    )
    store = CertificateStore(ENVIRON["PAYPAL_BASE_URL"])
    monkeypatch.setattr(store, "_fetch", lambda _url: signer.pair.certificate_pem)
    with opened(app) as shop:
        listen(shop, PayPalHints(ENVIRON["PAYPAL_WEBHOOK_ID"], store))
        yield Post(shop, signer, rows.payment(shop.session, shop.order(), next_at=shop.at + timedelta(hours=1)))


def test_a_genuine_event_makes_the_payment_due_and_wakes_the_worker(post: Post) -> None:
    assert post.send(post.event()).status_code == 200
    assert (post.due_at(), post.shop.wake.nudges) == (post.shop.at, [("payment", post.payment.id)])


def test_it_decides_nothing(post: Post) -> None:
    before = fingerprint(post.shop.session)
    post.send(post.event(status="COMPLETED"))
    assert changed(before, fingerprint(post.shop.session)) == {"inbox_events", "payments"}
    assert post.shop.gateway.calls == []
    assert post.shop.stored(post.payment.order.ref).status == "open"


def test_the_same_event_again_is_thanked_for_and_forgotten(post: Post) -> None:
    post.send(post.event())
    before = fingerprint(post.shop.session)
    assert post.send(post.event(), at=post.shop.at + timedelta(minutes=1)).status_code == 200
    assert (changed(before, fingerprint(post.shop.session)), len(post.shop.wake.nudges)) == (set(), 1)


def test_what_speaks_of_nothing_of_ours_is_thanked_for(post: Post) -> None:
    other = json.dumps({"id": "WH-9", "event_type": "BILLING.PLAN.CREATED", "resource": {}}).encode()
    assert [post.send(raw).status_code for raw in (post.event("WH-2", purchase_units=[]), other)] == [200, 200]
    assert post.shop.wake.nudges == []


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 4000], ids=["null", "half", "long"])
def test_odd_names_in_a_genuine_event_break_nothing(post: Post, name: str, database_kind: str) -> None:
    raw = post.event(name, id="X\x00", purchase_units=[{"custom_id": name}])
    assert post.send(raw).status_code == 200


FORGED: list[tuple[str, Mapping[str, str]]] = [
    ("another signature", {"PAYPAL-TRANSMISSION-SIG": "AAAA"}),
    ("another name", {"PAYPAL-TRANSMISSION-ID": "tx-2"}),
    ("another time", {"PAYPAL-TRANSMISSION-TIME": "2026-11-22T06:05:01Z"}),
    ("another algorithm", {"PAYPAL-AUTH-ALGO": "SHA1withRSA"}),
    ("no certificate", {"PAYPAL-CERT-URL": ""}),
]


@pytest.mark.parametrize(("what", "headers"), FORGED, ids=[what for what, _ in FORGED])
def test_a_forgery_is_refused_and_leaves_no_trace(post: Post, what: str, headers: Mapping[str, str]) -> None:
    before = fingerprint(post.shop.session)
    with capture_logs() as lines:
        assert post.send(post.event(), headers=headers).status_code == 401
    assert changed(before, fingerprint(post.shop.session)) == set()
    assert [line for line in lines if line["event"] == "webhook_refused"], what
    assert post.shop.wake.nudges == []


def test_an_old_event_is_refused(post: Post) -> None:
    assert post.send(post.event(), at=post.shop.at - timedelta(days=5)).status_code == 401


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/x", "http://169.254.169.254/", "https://paypal.com.evil.example/v1/notifications/certs/C"],
)
def test_no_certificate_is_fetched_from_elsewhere(post: Post, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 1.3.6: the address comes from whoever called; nothing is connected to."""
    listen(post.shop, PayPalHints(ENVIRON["PAYPAL_WEBHOOK_ID"], CertificateStore("https://api-m.paypal.com")))
    monkeypatch.setattr("socket.create_connection", _refuse)
    monkeypatch.setattr("socket.getaddrinfo", _refuse)
    assert post.send(post.event(), headers={"PAYPAL-CERT-URL": url}).status_code == 401


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a connection was opened")


@dataclass
class FailingHints:
    """`ports.Hints` that cannot make up its mind."""

    error: Exception

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> PaymentHint:
        """Fail."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"), [(NotSent("no_connection"), 503), (Unknown("time_out"), 503), (Refused("forged"), 401)]
)
def test_what_cannot_be_checked_now_should_come_again(post: Post, error: Exception, status: int) -> None:
    listen(post.shop, FailingHints(error))
    before = fingerprint(post.shop.session)
    answer = post.send(post.event())
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "60" if status == 503 else None)
    assert changed(before, fingerprint(post.shop.session)) == set()


def test_a_check_that_breaks_is_a_refusal(post: Post) -> None:
    """ASVS 16.5.3."""
    listen(post.shop, FailingHints(ZeroDivisionError()))
    post.shop.app.config["PROPAGATE_EXCEPTIONS"] = False
    before = fingerprint(post.shop.session)
    assert post.send(post.event()).status_code == 500
    assert changed(before, fingerprint(post.shop.session)) == set()


def test_too_much_is_refused_unread(post: Post) -> None:
    assert post.send(b"x" * (MAX_BODY_BYTES + 1)).status_code == 413
    assert post.send(b"x" * MAX_BODY_BYTES).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_posting_is_answered(post: Post, method: str) -> None:
    assert post.shop.app.test_client().open(PATH, method=method).status_code == 405


def test_nothing_is_told_to_the_caller(post: Post) -> None:
    answers = [post.send(post.event()), post.send(post.event(), headers={"PAYPAL-CERT-URL": ""})]
    assert [(answer.text, "Set-Cookie" in answer.headers) for answer in answers] == [("", False), ("", False)]
