"""What is on sale, in which currency: prices where there are some, estimates that say they are, or nothing."""

from datetime import date
from decimal import Decimal

import pytest

from tests import rows
from tests.services.stories import Story
from tmcard.domain.currencies import Currencies, Rates
from tmcard.domain.money import Money
from tmcard.services import quoting
from tmcard.services.quoting import Shelf
from tmcard.store.models import PlanPrice

RATES = Rates(date(2026, 11, 20), {"USD": Decimal(1), "HKD": Decimal("7.79"), "CNY": Decimal("7.12")})
NAMES = ("USD", "CNY", "HKD")
PLAIN, WITH_RATES = Currencies(NAMES), Currencies(NAMES, rates=RATES)


def shelf(story: Story, wanted: str, house: Currencies = PLAIN) -> Shelf:
    """What the card's owner sees."""
    return quoting.shelf(story.session, story.card, house, wanted, story.clock())


def price_in_yuan(story: Story) -> None:
    """The story's plan can be had for ¥64.00 as well."""
    story.session.add(PlanPrice(plan_id=story.plan.id, currency="CNY", amount_minor=6400))
    story.session.commit()


def seen(found: Shelf) -> list[tuple[Money, Money | None]]:
    """Prices and estimates, in their order."""
    return [(choice.offer.price, choice.estimate) for choice in found.choices]


def test_prices_are_shown_in_the_currency_that_is_wanted(story: Story, database_kind: str) -> None:
    price_in_yuan(story)
    found = shelf(story, "CNY")
    assert (found.currency, found.currencies) == ("CNY", ("USD", "CNY"))
    assert seen(found) == [(Money(6400, "CNY"), None)]


def test_each_plan_stands_there_once(story: Story) -> None:
    price_in_yuan(story)
    assert seen(shelf(story, "USD", WITH_RATES)) == [(Money(900, "USD"), None)]


def test_a_currency_without_any_price_gives_way_to_the_usual_one(story: Story) -> None:
    found = shelf(story, "HKD")
    assert (found.currency, found.currencies, seen(found)) == ("USD", ("USD",), [(Money(900, "USD"), None)])


def test_a_plan_without_a_price_in_it_is_not_offered_in_it(story: Story) -> None:
    price_in_yuan(story)
    rows.plan(story.session, 1500)
    assert seen(shelf(story, "CNY")) == [(Money(6400, "CNY"), None)]


def test_with_rates_it_is_offered_at_an_estimate_and_charged_as_it_is(story: Story, database_kind: str) -> None:
    price_in_yuan(story)
    rows.plan(story.session, 1500)
    found = shelf(story, "CNY", WITH_RATES)
    assert seen(found) == [(Money(6400, "CNY"), None), (Money(1500, "USD"), Money(10700, "CNY"))]


def test_with_rates_a_currency_without_any_price_is_an_estimate_throughout(story: Story) -> None:
    found = shelf(story, "HKD", WITH_RATES)
    assert (found.currency, found.currencies) == ("HKD", ("USD",))
    assert seen(found) == [(Money(900, "USD"), Money(7000, "HKD"))]


def test_estimates_and_prices_are_sorted_by_what_they_come_to(story: Story) -> None:
    price_in_yuan(story)
    rows.plan(story.session, 200)
    assert [choice.offer.price.currency for choice in shelf(story, "CNY", WITH_RATES).choices] == ["USD", "CNY"]


def test_old_rates_estimate_nothing(story: Story) -> None:
    story.clock.tick(days=-40)  # the same distance as forty days later, when this card has ended
    rows.plan(story.session, sold_from=story.clock())
    assert shelf(story, "HKD", WITH_RATES).currency == "USD"


def test_what_is_chosen_at_an_estimate_is_charged_as_named(story: Story) -> None:
    choice = shelf(story, "HKD", WITH_RATES).choices[0]
    order = story.quote(currency=choice.offer.price.currency)
    assert order.price == Money(900, "USD")


@pytest.mark.parametrize("wanted", NAMES)
def test_where_nothing_is_sold_there_is_nothing_in_any_currency(story: Story, wanted: str) -> None:
    story.card.carrier = "another"
    assert shelf(story, wanted, WITH_RATES) == Shelf(wanted, (), [])
    story.session.expire_all()
