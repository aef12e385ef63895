"""Usage of the second dialect: whole megabytes, from a cache that knows of no top-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standins.carriers.airalo.conftest import ICCID

if TYPE_CHECKING:
    from tests.standins.carriers.airalo.conftest import AiraloRoom


def test_a_card_reports_megabytes_left_and_its_end(room: AiraloRoom) -> None:
    assert room.usage() == {
        "remaining": 2048,
        "total": 3072,
        "expired_at": "2026-11-11 12:00:00",
        "is_unlimited": False,
        "status": "ACTIVE",
        "remaining_voice": 0,
        "remaining_text": 0,
        "total_voice": 0,
        "total_text": 0,
    }


def test_a_top_up_shows_only_when_the_cache_is_old(room: AiraloRoom) -> None:
    room.usage()
    room.order()
    assert room.usage()["total"] == 3072
    room.advance(minutes=20)
    assert (room.usage()["total"], room.usage()["expired_at"]) == (4096, "2026-11-18 12:00:00")


def test_data_is_used_until_it_is_finished_and_a_top_up_makes_it_active_again(room: AiraloRoom) -> None:
    room.load_sim(daily_mb=1024)
    room.advance(days=5)
    assert (room.usage()["status"], room.usage()["remaining"]) == ("FINISHED", 0)
    room.order()
    room.advance(minutes=20)
    assert room.usage()["status"] == "ACTIVE"


def test_an_ended_card_takes_a_top_up_and_loses_what_was_left(room: AiraloRoom) -> None:
    room.advance(days=12)
    used = 3072 - room.usage()["remaining"]
    assert room.usage()["status"] == "EXPIRED"
    room.order()
    room.advance(minutes=20)
    after = room.usage()
    assert (after["status"], after["total"], after["expired_at"]) == ("ACTIVE", used + 1024, "2026-11-20 12:00:00")


def test_a_card_that_waits_has_no_end_and_counts_its_days(room: AiraloRoom) -> None:
    room.load_sim(activated_at=None, expires_at=None)
    room.order()
    assert (room.usage()["status"], room.usage()["expired_at"]) == ("NOT_ACTIVE", None)
    days = [one["package"]["day"] for one in room.call(f"sims/{ICCID}/packages").get_json()["data"]]
    assert days == [7, 17]


def test_unlimited_and_recycled_cards_have_no_figures(room: AiraloRoom) -> None:
    room.load_sim(unlimited=True)
    assert (room.usage()["is_unlimited"], room.usage()["total"]) == (True, 0)
    room.control(f"airalo/sims/{ICCID}/recycle", {})
    assert (room.usage()["status"], room.usage()["is_unlimited"]) == ("RECYCLED", None)


def test_loading_the_same_card_again_keeps_what_was_made(room: AiraloRoom) -> None:
    room.order()
    room.load_sim()
    room.load_sim()
    assert room.usage()["total"] == 4096
    assert room.again().usage()["total"] == 4096


def test_a_fresh_start_forgets_everything(room: AiraloRoom) -> None:
    room.order()
    room.control("reset")
    assert room.ledger()["airalo"] == {"sims": [], "orders": []}


def test_the_page_shows_the_card_and_takes_its_form(room: AiraloRoom) -> None:
    assert "2048 of 3072 MB" in room.client.get("/").text
    answer = room.client.post(f"/_standin/airalo/sims/{ICCID}/behaviour", data={"top_up": "stock"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert '<option value="stock" selected>' in room.client.get("/").text
    assert room.order().get_json()["code"] == 33


def test_usage_may_lag_by_hours(room: AiraloRoom) -> None:
    room.control("modes", {"usage_delay_minutes": 600})
    room.advance(days=1)
    late = room.usage()["remaining"]
    room.control("modes", {"usage_delay_minutes": 0})
    room.advance(minutes=20)
    assert room.usage()["remaining"] < late
