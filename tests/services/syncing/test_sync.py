"""What a carrier sells is compared with what we sell; what could not be kept is sold no more, if that is wished."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.fake_catalogues import FakeCatalogue, listed
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Allowance
from tmcard.domain.ports import Unknown
from tmcard.services.syncing import NothingListed, Report, sync
from tmcard.store import coverage, plans
from tmcard.store.models import Plan
from tmcard.store.transactions import release

KEY = ("esimaccess", "AS-5-30")
JAPAN, KOREA = Place("JP", ("KDDI 5G",)), Place("KR")
GB = BYTES_PER_GB


def look(session: Session, now: datetime, *entries: Any, **options: bool) -> Report:
    """One comparison with what the carrier lists."""
    report = sync(session, FakeCatalogue(entries=list(entries)), "esimaccess", now, **options)
    release(session)
    return report


def told(report: Report) -> list[tuple[str, str, str]]:
    """The differences, without the plan."""
    return [(each.code, each.ours, each.theirs) for each in report.differences]


def is_sold(session: Session, plan: Plan, now: datetime) -> bool:
    """Whether anybody may still buy this plan."""
    sold = plans.is_on_sale(session, plan.id, now)
    release(session)
    return sold


def test_a_plan_as_its_carrier_sells_it_is_no_difference(session: Session, now: datetime, database_kind: str) -> None:
    rows.plan(session, countries=["JP", "KR"])
    report = look(session, now, listed(), listed("OTHER"))
    assert (report.plans, report.listed, report.differences, report.unused) == (1, 2, (), ("OTHER",))


@pytest.mark.parametrize(
    ("plan", "theirs", "expected"),
    [
        ({}, {"codes": ("NO",)}, [("gone", "", "")]),
        ({}, {"data_bytes": 3 * GB}, [("data", "5120 MB", "3072 MB")]),
        ({}, {"data_bytes": None}, [("data", "5120 MB", "unlimited")]),
        ({}, {"data_bytes": 5 * GB - BYTES_PER_MB // 2}, [("data", "5120 MB", "5119.5 MB")]),
        ({}, {"days": 28}, [("days", "30", "28")]),
        ({}, {"allowance": Allowance.DAY}, [("allowance", "period", "day")]),
        ({"allowance": "day", "data_bytes": 30 * GB}, {"allowance": Allowance.DAY, "data_bytes": GB}, []),
        ({"allowance": "day", "data_bytes": 30 * GB}, {"allowance": Allowance.DAY}, [("data", "1024 MB", "5120 MB")]),
        ({"counting": "calendar"}, {"days": 31}, []),
        ({"countries": ["JP", "TH"]}, {}, [("country_lost", "TH", ""), ("country_gained", "", "KR")]),
        ({"countries": ["JP", "TH"]}, {"places": ()}, []),
        ({}, {"cost_micros": 9_000_001}, [("loss", "9 USD", "9.000001 USD")]),
        ({}, {"cost_micros": 9_000_000}, []),
        ({}, {"cost_micros": 9_000_001, "currency": "EUR"}, []),
        ({}, {"codes": ("CODE", "AS-5-30")}, []),
    ],
)
def test_every_difference_is_named_with_both_sides(
    session: Session, now: datetime, plan: dict[str, Any], theirs: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    rows.plan(session, **plan)
    assert told(look(session, now, listed(**theirs))) == expected


def test_what_is_sold_no_more_or_by_others_is_not_compared(session: Session, now: datetime) -> None:
    rows.plan(session, sold_until=now)
    rows.plan(session, carrier="airalo")
    rows.plan(session, sold_from=now + timedelta(days=1))
    assert look(session, now, listed("OTHER")).plans == 1


def test_nothing_is_withdrawn_unless_that_is_wished(session: Session, now: datetime, database_kind: str) -> None:
    plan = rows.plan(session)
    report = look(session, now, listed("OTHER"))
    assert (told(report), report.withdrawn) == ([("gone", "", "")], ())
    assert is_sold(session, plan, now)


@pytest.mark.parametrize("theirs", [{"codes": ("NO",)}, {"data_bytes": GB}, {"days": 7}, {"places": (JAPAN,)}])
def test_what_would_not_be_delivered_as_sold_is_sold_no_more(
    session: Session, now: datetime, theirs: dict[str, Any], database_kind: str
) -> None:
    plan = rows.plan(session, countries=["JP", "KR"])
    report = look(session, now, listed(**theirs), fix=True)
    assert (report.differences, [each.sku for each in report.withdrawn]) == ((), [plan.sku])
    assert not is_sold(session, plan, now)
    assert look(session, now, listed(**theirs)).differences == ()


def test_what_else_differs_about_a_plan_ends_with_its_sale(session: Session, now: datetime) -> None:
    rows.plan(session)
    report = look(session, now, listed(days=7, cost_micros=10_000_000), fix=True)
    assert (report.differences, [each.code for each in report.withdrawn]) == ((), ["days", "loss"])


def test_a_loss_and_more_than_was_promised_are_left_to_a_person(session: Session, now: datetime) -> None:
    plan = rows.plan(session, countries=["JP"])
    report = look(session, now, listed(cost_micros=10_000_000), fix=True)
    assert [code for code, _ours, _theirs in told(report)] == ["country_gained", "loss"]
    assert is_sold(session, plan, now)


@pytest.mark.parametrize("fix", [True, False])
def test_a_dry_run_changes_nothing(session: Session, now: datetime, fix: bool, database_kind: str) -> None:
    plan = rows.plan(session)
    report = look(session, now, listed(days=7), fix=fix, dry_run=True)
    assert (report.charted, bool(report.withdrawn)) == (("AS-5-30",), fix)
    assert is_sold(session, plan, now)
    assert coverage.places(session, [KEY]) == {}


def test_where_a_plan_works_is_kept_and_makes_no_version(session: Session, now: datetime, database_kind: str) -> None:
    plan = rows.plan(session)
    assert look(session, now, listed()).charted == ("AS-5-30",)
    assert coverage.places(session, [KEY]) == {KEY: (JAPAN, KOREA)}
    release(session)
    assert look(session, now, listed()).charted == ()
    assert look(session, now, listed(places=(KOREA,))).charted == ("AS-5-30",)
    newest = plans.newest(session, plan.sku)
    assert newest is not None
    assert newest.version == 1


def test_a_carrier_that_is_silent_about_places_takes_none_away(session: Session, now: datetime) -> None:
    rows.plan(session)
    look(session, now, listed())
    assert look(session, now, listed(places=())).charted == ()
    assert coverage.places(session, [KEY]) == {KEY: (JAPAN, KOREA)}


def test_places_may_stand_with_what_new_cards_come_with(session: Session, now: datetime) -> None:
    rows.plan(session, base_code="BASE")
    look(session, now, listed(places=()), listed("BASE"))
    assert coverage.places(session, [KEY]) == {KEY: (JAPAN, KOREA)}


def test_an_empty_list_is_no_reason_to_stop_selling(session: Session, now: datetime) -> None:
    plan = rows.plan(session)
    with pytest.raises(NothingListed):
        look(session, now, fix=True)
    assert is_sold(session, plan, now)


def test_a_carrier_that_does_not_answer_changes_nothing(session: Session, now: datetime) -> None:
    plan, catalogue = rows.plan(session), FakeCatalogue()
    catalogue.fail("top_ups", Unknown("timed_out"))
    with pytest.raises(Unknown):
        sync(session, catalogue, "esimaccess", now, fix=True)
    assert is_sold(session, plan, now)
