"""What a card's box says, without a template."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.rows import NOW
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Reading
from tmcard.store.rows import CardRow, PlanName, Renewal
from tmcard.web.dashboard.words import Act, CardWords, in_words, phrases

DAY = timedelta(days=1)
READING = Reading(5 * BYTES_PER_GB, 2 * BYTES_PER_GB, NOW + 8 * DAY, NOW)
PLAN = PlanName("Asia 5 GB", "亚洲 5 GB")
CARD = CardRow(1, "CARDREF", "", "8985200000000004321", 1, READING, 30, False, PLAN, None)
ZONE = "Asia/Shanghai"


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    """Words need a language to be found in."""
    with app.test_request_context(), force_locale("en"):
        yield


def _renewing(status: str) -> CardRow:
    order = Renewal("ORDERREF", OrderStatus(status), 1, PLAN, BYTES_PER_GB, Money(900, "USD"), NOW, None)
    return replace(CARD, renewal=order)


def _said(card: CardRow) -> CardWords:
    return in_words(card, NOW, "en", ZONE, frozenset())


def test_a_card_without_a_name_is_told_by_its_digits() -> None:
    said = _said(CARD)
    assert (said.name, said.tail, said.href) == ("T-M card", "4321", "/dashboard/cards/CARDREF")


def test_each_language_has_its_own_plan_and_phrases() -> None:
    assert _said(CARD).plan == "Asia 5 GB"
    with force_locale("zh"):
        assert in_words(CARD, NOW, "zh", ZONE, frozenset()).plan == "亚洲 5 GB"
    assert phrases("zh") != phrases("en")


def test_bars_are_shares_with_their_words() -> None:
    bars = [(bar.words.replace("\u00a0", " "), bar.share) for bar in _said(CARD).bars]
    assert bars == [("3 GB of 5 GB left", 60), ("8 days left", 26.7)]


def test_a_bar_of_time_is_never_longer_than_whole() -> None:
    assert [bar.share for bar in _said(replace(CARD, validity_days=2)).bars] == [60, 100]


@pytest.mark.parametrize("change", [{"is_gone": True}, {"reading": replace(READING, ends_at=NOW)}])
def test_what_is_over_has_no_bars_and_nothing_to_press(change: dict[str, object]) -> None:
    said = _said(replace(CARD, **change))  # type: ignore[arg-type]  # any field
    assert (said.bars, said.left, said.act) == ([], "", None)


@pytest.mark.parametrize(
    ("status", "standing", "tone", "act"),
    [
        ("open", "Payment being checked", "info", Act("Follow the renewal", "/checkout/ORDERREF", "secondary")),
        ("crediting", "Renewal under way", "info", Act("Follow the renewal", "/checkout/ORDERREF", "secondary")),
        ("refunding", "Being refunded", "warn", Act("Renew", "/plans/cards/CARDREF", "primary")),
        ("credited", "Active", "good", Act("Renew", "/plans/cards/CARDREF", "primary")),
    ],
)
def test_a_renewal_under_way_is_told_before_the_card(status: str, standing: str, tone: str, act: Act) -> None:
    said = _said(_renewing(status))
    assert (said.standing, said.tone, said.act) == (standing, tone, act)


def test_instants_are_for_people_and_machines() -> None:
    told = '<time datetime="2026-11-30T06:05:00+00:00">30 November 2026, 14:05 (Beijing time)</time>'
    assert _said(CARD).ending == f"Ends on {told}"
    assert _said(CARD).as_of == 'As of <time datetime="2026-11-22T06:05:00+00:00">14:05</time>'


def test_a_card_that_has_not_begun_says_how_long_it_lasts() -> None:
    said = _said(replace(CARD, reading=Reading(0, 0, None, None)))
    assert (said.ending, said.as_of) == ("30 days from the first connection", "The carrier has not reported yet.")
