"""What is on sale, for whom, and when."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.money import Money
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking
from tmcard.store import plans
from tmcard.store.models import PlanPrice

NOW = rows.NOW


def test_offers_come_shortest_first_then_cheapest(session: Session, database_kind: str) -> None:
    made = [("year", 5000), ("month", 1900), ("day", 300), ("month", 900)]
    for unit, price in made:
        rows.plan(session, price, period_unit=unit)
    found = plans.on_sale(session, "esimaccess", "USD", NOW)
    assert [o.price.amount_minor for o in found] == [300, 900, 1900, 5000]


@pytest.mark.parametrize(
    ("values", "is_sold"),
    [
        ({}, True),
        ({"sold_from": NOW}, True),
        ({"sold_from": NOW + timedelta(seconds=1)}, False),
        ({"sold_until": NOW + timedelta(seconds=1)}, True),
        ({"sold_until": NOW}, False),
    ],
)
def test_a_plan_is_sold_in_its_time(
    session: Session, values: dict[str, Any], is_sold: bool, database_kind: str
) -> None:
    plan = rows.plan(session, **values)
    assert plans.is_on_sale(session, plan.id, NOW) is is_sold
    assert bool(plans.on_sale(session, "esimaccess", "USD", NOW)) is is_sold


@pytest.mark.parametrize(("carrier", "currency"), [("airalo", "USD"), ("esimaccess", "EUR")])
def test_plans_of_others_are_not_offered(session: Session, carrier: str, currency: str) -> None:
    rows.plan(session)
    assert plans.on_sale(session, carrier, currency, NOW) == []


def test_an_offer_says_all_there_is_to_know(session: Session) -> None:
    plan = rows.plan(session, 900, period_unit="day", period_count=3, counting="calendar", zone="Asia/Tokyo")
    offer = plans.on_sale(session, "esimaccess", "USD", NOW)[0]
    assert offer.period == Period(PeriodUnit.DAY, 3, Counting.CALENDAR, "Asia/Tokyo")
    assert (offer.plan_id, offer.sku, offer.price) == (plan.id, plan.sku, Money(900, "USD"))
    assert (offer.stacking, offer.name("zh")) == (Stacking.EXTEND, "亚洲 5 GB")


def test_the_newest_version_is_found_though_it_is_not_sold(session: Session) -> None:
    rows.plan(session, sku="asia", version=1)
    newest = rows.plan(session, sku="asia", version=2, sold_until=NOW)
    assert plans.newest(session, "asia") == newest
    assert plans.newest(session, "other") is None


def test_a_plan_has_an_offer_for_each_currency_asked_for(session: Session, database_kind: str) -> None:
    plan = rows.plan(session)
    session.add(PlanPrice(plan_id=plan.id, currency="CNY", amount_minor=6400))
    session.commit()
    found = plans.priced(session, "esimaccess", ("CNY", "USD", "EUR"), NOW)
    assert {o.price for o in found} == {Money(900, "USD"), Money(6400, "CNY")}


@pytest.mark.parametrize(("newer", "is_sold"), [({}, True), ({"sold_until": NOW}, False), ({"sku": "b"}, False)])
def test_a_version_that_was_superseded_may_be_charged_while_a_newer_one_is_sold(
    session: Session, newer: dict[str, Any], is_sold: bool, database_kind: str
) -> None:
    old = rows.plan(session, sku="a", sold_until=NOW)
    rows.plan(session, **{"sku": "a", "version": 2, **newer})
    assert plans.is_on_sale(session, old.id, NOW) is is_sold


def test_an_older_version_does_not_make_up_for_a_newer_one(session: Session) -> None:
    rows.plan(session, sku="a")
    newer = rows.plan(session, sku="a", version=2, sold_until=NOW)
    assert not plans.is_on_sale(session, newer.id, NOW)
