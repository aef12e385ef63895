"""The SMS endpoint: Twilio's shapes, and its refusals by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.standins.mailbox.conftest import Room


def test_a_text_is_queued_and_kept(room: Room) -> None:
    answer = room.text()
    body = answer.get_json()
    assert (answer.status_code, body["status"], body["error_code"]) == (201, "queued", None)
    assert body["sid"].startswith("SM")
    assert len(body["sid"]) == 34
    [kept] = room.messages()
    assert (kept["sid"], kept["to"], kept["text"]) == (body["sid"], "+8613800138001", "Your code is 482913")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"To": "12345"}, 400, 21211),
        ({"To": "+٣٣٣٣٣٣٣٣٣"}, 400, 21211),
        ({"To": ""}, 400, 21604),
        ({"From": ""}, 400, 21603),
        ({"Body": ""}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"To": "+8613800130000"}, 400, 21610),
        ({"To": "+8613800130009"}, 500, 20500),
    ],
)
def test_a_refusal_has_the_vendors_shape(room: Room, changes: dict[str, str], status: int, code: int) -> None:
    answer = room.text(**changes)
    body = answer.get_json()
    assert (answer.status_code, body["code"], body["status"]) == (status, code, status)
    assert set(body) == {"code", "message", "more_info", "status"}
    assert room.messages() == []


def test_a_wrong_login_is_refused(room: Room) -> None:
    assert room.text(login="AC1:wrong").get_json()["code"] == 20003
    assert room.client.post("/2010-04-01/Accounts/AC2/Messages.json", auth=("AC2", "token")).status_code == 401
    assert room.messages() == []


def test_a_number_is_found_with_its_plus_written_plainly(room: Room) -> None:
    room.text()
    assert len(room.messages("?to=+8613800138001")) == 1
    assert len(room.messages("?to=%2B8613800138001")) == 1
