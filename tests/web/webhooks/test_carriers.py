"""Carriers' news at our door: a reason to ask what is left, and never more than that."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests import rows
from tests.conftest import ENVIRON
from tests.security.ground import changed, fingerprint
from tests.web.shop import Shop, opened
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release
from tmcard.web.webhooks.carriers import MAX_BODY_BYTES

ICCID = "8985200000000000001"


@dataclass
class Post:
    """Both carriers, and a card of each that is not due yet."""

    shop: Shop
    cards: dict[str, Card]

    def body(self, carrier: str, **changes: Any) -> bytes:
        """A notice as the carrier words it."""
        if carrier == "airalo":
            return json.dumps({"level": "90%", "iccid": ICCID, "remaining_percentage": 10, **changes}).encode()
        content = {"esimTranNo": self.cards[carrier].carrier_ref, "remain": 0}
        return json.dumps({"notifyType": "DATA_USAGE", "notifyId": "n-1", "content": content, **changes}).encode()

    def send(self, carrier: str, raw: bytes, **headers: str) -> TestResponse:
        """Post it, signed where the carrier signs."""
        secret = ENVIRON["AIRALO_CLIENT_SECRET"].encode()
        signed = {"airalo-signature": hmac.new(secret, raw, hashlib.sha512).hexdigest()} if carrier == "airalo" else {}
        client = self.shop.app.test_client()
        kind = "application/json"
        return client.post(f"/webhooks/{carrier}", data=raw, content_type=kind, headers={**signed, **headers})

    def is_due(self, carrier: str) -> bool:
        """Whether the carrier will be asked now."""
        stored = cards.by_id(self.shop.session, self.cards[carrier].id)
        release(self.shop.session)
        return stored.usage_due_at == self.shop.at


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """The site with a card of each carrier."""
    with opened(app) as shop:
        due = {"usage_due_at": shop.at + timedelta(minutes=10)}
        names = {"esimaccess": "T1", "airalo": ICCID}
        owned = {
            name: rows.card(shop.session, shop.owner, carrier=name, carrier_ref=ref, **due)
            for name, ref in names.items()
        }
        yield Post(shop, owned)


@pytest.fixture(params=["esimaccess", "airalo"])
def carrier(request: pytest.FixtureRequest) -> str:
    """Each carrier in turn."""
    return str(request.param)


def test_a_notice_makes_its_card_due_and_decides_nothing(post: Post, carrier: str) -> None:
    before = fingerprint(post.shop.session)
    assert post.send(carrier, post.body(carrier)).status_code == 200
    assert changed(before, fingerprint(post.shop.session)) == {"inbox_events", "cards", "counters"}
    assert post.is_due(carrier)


def test_the_same_notice_again_is_thanked_for_and_forgotten(post: Post, carrier: str) -> None:
    post.send(carrier, post.body(carrier))
    before = fingerprint(post.shop.session)
    assert post.send(carrier, post.body(carrier)).status_code == 200
    assert changed(before, fingerprint(post.shop.session)) == set()


@pytest.mark.parametrize("signature", ["", "0" * 128, "é"])
def test_a_forgery_is_refused_and_leaves_no_trace(post: Post, signature: str) -> None:
    before = fingerprint(post.shop.session)
    with capture_logs() as lines:
        answer = post.send("airalo", post.body("airalo"), **{"airalo-signature": signature})
    assert (answer.status_code, answer.text) == (401, "")
    assert changed(before, fingerprint(post.shop.session)) == set()
    assert [line["code"] for line in lines if line["event"] == "webhook_refused"] == ["forged"]


def test_an_altered_notice_is_a_forgery(post: Post) -> None:
    genuine = post.body("airalo")
    secret = ENVIRON["AIRALO_CLIENT_SECRET"].encode()
    signature = hmac.new(secret, genuine, hashlib.sha512).hexdigest()
    altered = genuine.replace(b"90%", b"75%")
    assert post.send("airalo", altered, **{"airalo-signature": signature}).status_code == 401


def test_whoever_listens_is_asked_by_head_before_notices_come(post: Post) -> None:
    assert post.shop.app.test_client().head("/webhooks/airalo").status_code == 200


def test_the_health_check_is_answered(post: Post) -> None:
    check = {"notifyType": "CHECK_HEALTH", "content": {"orderNo": "1234567890", "orderStatus": "Test"}}
    before = fingerprint(post.shop.session)
    assert post.send("esimaccess", post.body("esimaccess", **check)).status_code == 200
    assert changed(before, fingerprint(post.shop.session)) == set()


@pytest.mark.parametrize("name", ["nobody", "a\x00b", "\ud800", "x" * 4000])
def test_nobody_learns_which_cards_are_known_here(post: Post, carrier: str, name: str, database_kind: str) -> None:
    known = post.send(carrier, post.body(carrier))
    raw = post.body(carrier, iccid=name, notifyId="n-2", content={"esimTranNo": name})
    unknown = post.send(carrier, raw)
    assert (unknown.status_code, unknown.data, dict(unknown.headers).keys()) == (
        known.status_code,
        known.data,
        dict(known.headers).keys(),
    )


@pytest.mark.parametrize("raw", [b"", b"{", b"null", b"\xff", b"[" * 15_000])
def test_what_is_no_notice_is_a_bad_request(post: Post, carrier: str, raw: bytes) -> None:
    assert post.send(carrier, raw).status_code == 400


def test_too_much_is_refused_unread(post: Post, carrier: str) -> None:
    assert post.send(carrier, b"x" * (MAX_BODY_BYTES + 1)).status_code == 413


def test_a_carrier_that_is_not_wired_has_no_door(post: Post) -> None:
    house = post.shop.app.extensions["tmcard"]
    post.shop.app.extensions["tmcard"] = replace(house, gateways=replace(house.gateways, card_hints={}))
    client = post.shop.app.test_client()
    assert {client.post("/webhooks/airalo").status_code, client.head("/webhooks/airalo").status_code} == {404}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_only_posting_is_answered(post: Post, carrier: str, method: str) -> None:
    assert post.shop.app.test_client().open(f"/webhooks/{carrier}", method=method).status_code == 405
