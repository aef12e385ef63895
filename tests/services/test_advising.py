"""Advice for one card: its use, its shelf, its countries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import rows
from tests.services.stories import Story
from tmcard.domain.advice import Advice
from tmcard.domain.currencies import Currencies, Rates
from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services import advising, quoting
from tmcard.services.advising import NoPace, NotCovered, Trip
from tmcard.store.models import UsageSample
from tmcard.store.transactions import release, write

DOLLARS = Currencies(("USD",))


def asked(
    story: Story,
    days: int = 30,
    daily_bytes: int | None = BYTES_PER_GB // 2,
    *countries: str,
    house: Currencies = DOLLARS,
    wanted: str = "USD",
) -> Advice:
    """What is advised for the next days."""
    now = story.clock()
    shelf = quoting.shelf(story.session, story.card, house, wanted, now)
    trip = Trip(now, now + timedelta(days=days), countries, daily_bytes)
    found = advising.ask(story.session, story.card, shelf, {}, trip, now)
    release(story.session)
    return found


def use(story: Story, daily_bytes: int) -> None:
    """Let the card have been used evenly for two weeks, a report every three hours."""
    with write(story.session, "used"):
        for index in range(112):
            at = story.clock() - timedelta(hours=3 * (112 - index))
            facts = {"total_bytes": 50 * BYTES_PER_GB, "used_bytes": daily_bytes * index // 8}
            story.session.add(UsageSample(card_id=story.card.id, **facts, reported_at=at, taken_at=at))


def test_what_is_stated_is_what_is_reckoned_with(story: Story, database_kind: str) -> None:
    found = asked(story, daily_bytes=BYTES_PER_GB // 2)
    assert found.question.daily_bytes == BYTES_PER_GB // 2
    assert found.best is not None
    assert len(found.best.purchases) == 3


def test_without_a_statement_the_upper_end_of_its_own_use_counts(story: Story, database_kind: str) -> None:
    use(story, BYTES_PER_GB // 4)
    pace = advising.pace_of(story.session, story.card, story.clock())
    release(story.session)
    assert pace is not None
    assert asked(story, daily_bytes=None).question.daily_bytes == pace.high >= BYTES_PER_GB // 5


def test_a_card_without_a_past_has_no_pace(story: Story) -> None:
    with pytest.raises(NoPace):
        asked(story, daily_bytes=None)


def test_only_plans_that_work_in_all_countries_count(story: Story, database_kind: str) -> None:
    rows.plan(story.session, 500, countries=["JP"], name_en="Japan")
    both = rows.plan(story.session, 2500, countries=["JP", "KR"], data_bytes=20 * BYTES_PER_GB)
    found = asked(story, 7, BYTES_PER_GB, "KR", "JP")
    assert found.best is not None
    assert [purchase.offer.sku for purchase in found.best.purchases] == [both.sku]
    assert not found.question.is_usable


def test_countries_that_no_plan_has_together_come_with_the_plans_for_each(story: Story) -> None:
    japan = rows.plan(story.session, 500, countries=["JP"])
    with pytest.raises(NotCovered) as refusal:
        asked(story, 7, BYTES_PER_GB, "JP", "BR")
    found = {country: [offer.sku for offer in offers] for country, offers in refusal.value.by_country.items()}
    assert found == {"JP": [japan.sku], "BR": []}


def test_what_the_card_holds_counts_where_its_plan_works(story: Story, database_kind: str) -> None:
    plan = rows.plan(story.session, 900, countries=["JP", "KR"])
    story.card = rows.card(story.session, story.owner, plan_id=plan.id)
    story.card.plan = plan
    found = asked(story, 5, BYTES_PER_GB // 2, "JP")
    assert found.question.is_usable
    assert found.best is not None
    assert found.best.purchases == ()


def test_a_price_in_another_currency_is_compared_at_its_estimate_and_marked(story: Story) -> None:
    rates = Rates(date(2026, 11, 20), {"USD": Decimal(1), "HKD": Decimal("7.79")})
    found = asked(story, house=Currencies(("USD", "HKD"), rates=rates), wanted="HKD")
    assert found.best is not None
    assert (found.best.cost, found.best.is_estimate) == (Money(21000, "HKD"), True)
