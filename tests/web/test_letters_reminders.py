"""Reminders in words: what is left when they go out, what renewing brings, one button; silence once it is done."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask

from tests import rows
from tests.rows import NOW
from tests.web.reminded import letter, put, queued, sent
from tests.web.shop import Shop, opened
from tmcard.domain.alerts import Crossing
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.texting import segments
from tmcard.services.messaging import NothingToTell
from tmcard.store import alerts
from tmcard.store.models import Card
from tmcard.store.transactions import write

PROVEN = {"email": "owner@example.com", "email_verified_at": NOW, "msisdn": "+447700900123"}
SUBJECTS = {
    ("ended", "en"): "Card ••{tail} has ended",
    ("used_up", "en"): "The data on card ••{tail} is used up",
    ("ending", "en"): "8 days left on card ••{tail}",
    ("nearly_used", "en"): "40% of the data on card ••{tail} is used",
    ("runs_out", "en"): "The data on card ••{tail} may run out within 48 hours",
    ("ended", "zh"): "尾号 {tail} 的卡已到期",
    ("used_up", "zh"): "尾号 {tail} 的卡流量已用完",
    ("ending", "zh"): "尾号 {tail} 的卡还剩 8 天",
    ("nearly_used", "zh"): "尾号 {tail} 的卡流量已用 40%",
    ("runs_out", "zh"): "尾号 {tail} 的卡流量可能在 48 小时内用完",
}


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """With nobody visiting. The card runs on the plan that is sold."""
    with opened(app, **PROVEN) as shop:
        put(shop, plan_id=shop.plan.id, label="Work phone")
        yield shop


@pytest.mark.parametrize(("crossed", "locale"), SUBJECTS)
def test_the_subject_says_the_thing(shop: Shop, crossed: str, locale: str) -> None:
    tail = shop.card.iccid[-4:]
    assert letter(shop, crossed, locale=locale).subject == SUBJECTS[crossed, locale].format(tail=tail)


def test_it_says_what_is_left_until_when_and_what_renewing_costs_and_brings(shop: Shop) -> None:
    written = letter(shop)
    for part in (written.text, written.html):
        for shown in ("Work phone", "3\xa0GB of 5\xa0GB", "30 November 2026, 23:59 (Beijing time)"):
            assert shown in part
        for shown in ("Asia 5 GB", "US$9.00", "8\xa0GB", "30 December 2026, 23:59 (Beijing time)"):
            assert shown in part


def test_in_chinese_it_is_the_same(shop: Shop) -> None:
    written = letter(shop, locale="zh")
    for shown in ("亚洲 5 GB", "US$9.00", "2026年11月30日 23:59（北京时间）", "无需登录"):
        assert shown in written.text


def test_the_figures_are_those_of_the_moment_it_goes_out(shop: Shop) -> None:
    message_id = queued(shop, "mostly_used", "email", "en")
    put(shop, used_bytes=int(4.5 * BYTES_PER_GB))
    assert "90%" in sent(shop, message_id).subject


@pytest.mark.parametrize(
    ("left", "said"),
    [(timedelta(days=3), "3 days"), (timedelta(hours=71), "3 days"), (timedelta(hours=16), "16 hours")],
)
def test_the_time_left_is_told_to_the_nearest_day_or_hour(shop: Shop, left: timedelta, said: str) -> None:
    put(shop, ends_at=NOW + left)
    assert letter(shop, "ending").subject.startswith(f"{said} left on card")


def test_two_crossings_are_one_mail_that_names_both(shop: Shop) -> None:
    written = letter(shop, "ending+mostly_used")
    assert written.subject.startswith("8 days left")
    for part in (written.text, written.html):
        assert "8 days left on card" in part
        assert "40% of the data on card" in part


def test_there_is_one_button_and_the_text_has_the_same_link(shop: Shop) -> None:
    written = letter(shop)
    links = set(re.findall(r"http://localhost/r/[\w-]+", written.html))
    assert len(links) == 1
    assert links == set(re.findall(r"http://localhost/r/[\w-]+", written.text))
    assert written.html.count("background:#0a6b58") == 1


def test_it_is_sound_html_without_pictures_and_can_be_stopped(shop: Shop) -> None:
    written = letter(shop)
    html5lib.HTMLParser(strict=True).parse(written.html)
    assert "<img" not in written.html
    assert "List-Unsubscribe" in written.headers


@pytest.mark.parametrize("crossed", sorted(set(Crossing) - {Crossing.HALF_USED}))
@pytest.mark.parametrize(("locale", "parts"), [("en", 1), ("zh", 2)])
def test_an_sms_is_short_and_has_the_link(shop: Shop, crossed: str, locale: str, parts: int) -> None:
    text = letter(shop, crossed, "sms", locale).text.replace("http://localhost", "https://tmcard.example")
    assert segments(text) <= parts
    assert "https://tmcard.example/r/" in text
    assert shop.card.iccid[-4:] in text


@pytest.mark.parametrize(
    "values",
    [
        {"total_bytes": 10 * BYTES_PER_GB},
        {"ends_at": datetime.fromisoformat("2026-12-30T15:59:00Z")},
        {"is_gone": True},
        {"owner_id": None},
    ],
    ids=["more data", "a later end", "gone", "nobody's"],
)
def test_nothing_is_told_of_a_card_that_was_renewed_or_is_gone(shop: Shop, values: dict[str, Any]) -> None:
    message_id = queued(shop, "nearly_used", "sms", "en")
    put(shop, **values)
    with pytest.raises(NothingToTell):
        sent(shop, message_id)


def test_nothing_is_told_while_a_renewal_is_on_its_way(shop: Shop) -> None:
    shop.order("paid")
    with pytest.raises(NothingToTell):
        letter(shop)


def test_nothing_is_told_of_a_card_that_was_muted_meanwhile(shop: Shop) -> None:
    message_id = queued(shop, "nearly_used", "sms", "en")
    with write(shop.session, "muted"):
        alerts.see(shop.session, shop.card.id, NOW)
        alerts.mute(shop.session, shop.card.id, shop.owner.id, muted=True)
    with pytest.raises(NothingToTell):
        sent(shop, message_id)


def test_an_older_reminder_that_was_not_sent_yet_gives_way_to_the_newer(shop: Shop) -> None:
    old = queued(shop, "mostly_used", "sms", "en")
    shop.later(hours=1)
    new = queued(shop, "nearly_used", "sms", "en")
    with pytest.raises(NothingToTell):
        sent(shop, old)
    assert sent(shop, new).text


def test_a_card_that_cannot_be_renewed_any_more_is_told_without_a_price(shop: Shop) -> None:
    put(shop, ends_at=NOW - timedelta(hours=1))
    written = letter(shop, "ended")
    assert "US$" not in written.text
    assert "Ended on" in written.text
    assert "Renew" not in letter(shop, "ended", "sms").text


def test_the_owners_own_name_for_a_card_brings_no_markup_along(shop: Shop) -> None:
    put(shop, label="<b>Mine</b>")
    assert "<b>Mine" not in letter(shop).html


def test_a_stranger_with_the_same_card_number_is_somebody_else(shop: Shop) -> None:
    stranger: Card = rows.card(shop.session, rows.owner(shop.session))
    message_id = queued(shop, "nearly_used", "sms", "en")
    put(shop, owner_id=stranger.owner_id)
    with pytest.raises(NothingToTell):
        sent(shop, message_id)
