"""The app on the phone of the demo's staff: codes by RFC 6238, nothing kept."""

from __future__ import annotations

import pytest

from standins.mailbox.authenticator import code_of
from tests.standins.mailbox.conftest import Room

#: "12345678901234567890" in base 32, and the examples of RFC 6238, appendix B.
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_examples_of_the_standard(at: float, code: str) -> None:
    assert code_of(KEY, at) == code
    assert code_of("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", at) == code


def test_the_page_shows_a_code_for_a_key(room: Room) -> None:
    answer = room.client.get("/authenticator", query_string={"key": KEY})
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text


@pytest.mark.parametrize("key", ["1", "not a key!", "<svg onload=alert(1)>"])
def test_what_is_no_key_is_said(room: Room, key: str) -> None:
    answer = room.client.get("/authenticator", query_string={"key": key})
    assert (answer.status_code, "That is no key" in answer.text, "<svg" in answer.text) == (422, True, False)


def test_without_a_key_it_asks_for_one(room: Room) -> None:
    assert 'name="key"' in room.page("/authenticator")
