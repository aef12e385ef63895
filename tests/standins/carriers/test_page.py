"""The page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.standins.carriers.conftest import Room

BEHAVIOUR = "/_standin/profiles/89852000000000000011/behaviour"


def test_the_page_shows_each_profile_and_loads_only_its_own_style(room: Room) -> None:
    answer = room.client.get("/")
    assert "2.00 GB of 3.00 GB" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    with room.client.get("/static/carriers.css") as style:
        assert style.status_code == 200


def test_the_form_sets_a_behaviour_and_comes_back(room: Room) -> None:
    answer = room.client.post(BEHAVIOUR, data={"top_up": "busy"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert '<option value="busy" selected>' in room.client.get("/").text


def test_the_form_moves_the_clock(room: Room) -> None:
    assert room.client.post("/_standin/clock", data={"advance_seconds": "86400"}).status_code == 303
    assert "2026-11-02T12:00:00+0000" in room.client.get("/").text


def test_another_site_cannot_press_the_buttons(room: Room) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert room.client.post(BEHAVIOUR, data={"top_up": "busy"}, headers=headers).status_code == 403


def test_what_was_loaded_is_escaped(room: Room) -> None:
    room.load(iccid="<b>x</b>")
    assert "<b>x</b>" not in room.client.get("/").text
