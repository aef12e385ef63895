"""Airalo's webhooks: asked for, signed, sent again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import flask
import pytest

from tests.standins.carriers.airalo.conftest import ICCID
from tests.standins.carriers.conftest import serve

if TYPE_CHECKING:
    from tests.standins.carriers.airalo.conftest import AiraloRoom

Got = list[tuple[dict[str, Any], bool]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Got]]:
    """Who listens: an address, and each notice with whether its signature was good."""
    app, got = flask.Flask(__name__), []

    @app.route("/hook", methods=["GET", "POST"])
    def hook() -> str:
        if flask.request.method == "POST":
            raw = flask.request.get_data()
            good = hmac.new(b"secret", raw, hashlib.sha512).hexdigest()
            got.append((flask.request.get_json(), flask.request.headers["airalo-signature"] == good))
        return ""

    with serve(app) as base:
        yield f"{base}/hook", got


def test_opting_in_asks_the_receiver_first(room: AiraloRoom, receiver: tuple[str, Got]) -> None:
    wish = {"type": "webhook_low_data", "webhook_url": receiver[0]}
    assert room.call("notifications/opt-in", "POST", json=wish).status_code == 200
    assert room.call("notifications/opt-in").get_json()["data"][0]["webhook_url"] == receiver[0]
    assert room.call("notifications/opt-out", "POST", json=wish).status_code == 200
    assert room.call("notifications/opt-in").get_json()["data"] == []


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1/hook", "https://example.com/hook", "file:///etc/passwd"])
def test_who_does_not_answer_or_is_elsewhere_cannot_be_opted_in(room: AiraloRoom, url: str) -> None:
    wish = {"type": "webhook_low_data", "webhook_url": url}
    assert room.call("notifications/opt-in", "POST", json=wish).status_code == 422


def test_moving_the_clock_sends_each_level_once_and_signed(room: AiraloRoom, receiver: tuple[str, Got]) -> None:
    url, got = receiver
    room = room.again(airalo_webhook_url=url)
    for _ in range(10):
        room.advance(days=1)
    levels = [body["level"] for body, _ in got]
    assert sorted(levels) == sorted(set(levels))
    assert {"3days", "1days"} <= set(levels)
    assert all(good and body["iccid"] == ICCID for body, good in got)


def test_a_notice_may_be_repeated_forged_or_lie(room: AiraloRoom, receiver: tuple[str, Got]) -> None:
    url, got = receiver
    room = room.again(airalo_webhook_url=url)
    asked = {"iccid": ICCID, "level": "90%", "times": 2, "wait": True, "content": {"remaining_percentage": 3}}
    assert room.control("airalo/webhooks/send", asked) == {"delivered": [True, True]}
    room.control("airalo/webhooks/send", asked | {"times": 1, "forged": True})
    assert [good for _, good in got] == [True, True, False]
    assert {body["remaining_percentage"] for body, _ in got} == {3}


def test_the_simulator_sends_one_now(room: AiraloRoom, receiver: tuple[str, Got]) -> None:
    wish = {"type": "data_90", "iccid": ICCID, "event": "low_data_notification"}
    assert room.call("simulator/webhook", "POST", json=wish).status_code == 200
    assert room.call("simulator/webhook", "POST", json={"type": "nonsense", "iccid": ICCID}).status_code == 422
    assert room.call("simulator/webhook", "POST", json={"type": "data_90", "iccid": "none"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("airalo/sims", [{"iccid": ""}]),
        ("airalo/sims", [{"iccid": ICCID, "total_mb": -1}]),
        ("airalo/packages", [{"id": "x", "amount": "1", "day": 1}]),
        ("airalo/sims/none/behaviour", {"top_up": "busy"}),
        (f"airalo/sims/{ICCID}/behaviour", {"top_up": "nonsense"}),
        ("airalo/webhooks/send", {"iccid": ICCID, "times": 0}),
    ],
)
def test_a_control_call_that_makes_no_sense_is_explained(room: AiraloRoom, path: str, body: object) -> None:
    assert room.control(path, body)["error"]


def test_a_late_notice_is_signed_all_the_same(room: AiraloRoom, receiver: tuple[str, Got]) -> None:
    url, got = receiver
    room = room.again(airalo_webhook_url=url)
    room.control("modes", {"webhook_delay_minutes": 60})
    assert room.control("airalo/webhooks/send", {"iccid": ICCID, "wait": True}) == {"held": 1}
    room.advance(minutes=61)
    assert [good for _, good in got] == [True]
