"""Everything a plan can say of itself in a file, and what cannot be true together."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tests.services.importing.test_plans import ENTRY, SECOND
from tmcard.adapters.paypal.amounts import is_payable
from tmcard.domain.coverage import Place
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB, Starts
from tmcard.services.importing import Faulty, import_plans
from tmcard.services.importing.plans import Report
from tmcard.store import coverage
from tmcard.store.models import Plan
from tmcard.store.transactions import release, write

KEY = ("esimaccess", "AS-5-30")
DAILY = ENTRY.replace('data = "5 GB"', 'data_per_day = "1 GB"\nthrottle_kbps = 384')
PLACES = 'countries = ["KR", "JP"]\nnetworks = { JP = ["KDDI", "SoftBank 5G"] }\n'
STARTS = {"esimaccess": {Starts.FIRST_ATTACH}}


def bring(session: Session, text: str, now: datetime) -> Report:
    """Import a file."""
    return import_plans(
        session, text.encode(), carriers=("esimaccess", "airalo"), payable=is_payable, now=now, starts_of=STARTS
    )


def stored(session: Session, sku: str = "asia-5-30") -> Plan:
    """The newest version."""
    found = session.scalars(select(Plan).where(Plan.sku == sku).order_by(Plan.version.desc())).first()
    release(session)
    assert found is not None
    return found


def faults(session: Session, text: str, now: datetime) -> list[tuple[str, str, int]]:
    """What is wrong with a file, and on which lines."""
    with pytest.raises(Faulty) as refused:
        bring(session, text, now)
    assert session.scalar(select(Plan.id).limit(1)) is None
    return [(fault.field, fault.code, fault.line) for fault in refused.value.faults]


def test_data_by_the_day_counts_for_as_many_days_as_there_are(
    session: Session, now: datetime, database_kind: str
) -> None:
    bring(session, DAILY, now)
    plan = stored(session)
    assert (plan.allowance, plan.data_bytes, plan.throttle_kbps) == ("day", 30 * BYTES_PER_GB, 384)


def test_a_plan_says_when_it_starts_how_it_stacks_and_for_whom_it_is(
    session: Session, now: datetime, database_kind: str
) -> None:
    more = 'stacking = "gated"\ngate = "500 MB"\nbuyers = "first_order"\nfor_plans = ["asia-5-7"]\nbase_code = "AS"\n'
    bring(session, ENTRY + more + 'starts = "first_attach"\n' + PLACES + SECOND, now)
    plan = stored(session)
    assert (plan.stacking, plan.gate_bytes, plan.starts) == ("gated", 500 * BYTES_PER_MB, "first_attach")
    assert (plan.buyers, plan.for_plans, plan.base_code) == ("first_order", ["asia-5-7"], "AS")
    assert plan.countries == ["JP", "KR"]


@pytest.mark.parametrize(
    "more", ['stacking = "reset"', 'buyers = "first_order"', 'countries = ["JP"]', 'starts = "first_attach"']
)
def test_what_an_owner_buys_makes_a_new_version_when_it_changes(session: Session, now: datetime, more: str) -> None:
    bring(session, ENTRY, now)
    report = bring(session, ENTRY + more, now)
    is_news = more != 'starts = "first_attach"'
    assert (report.superseded, report.unchanged) == ((["asia-5-30"], []) if is_news else ([], ["asia-5-30"]))
    assert bring(session, ENTRY + more, now).unchanged == ["asia-5-30"]


def test_networks_are_kept_beside_the_plan_and_make_no_version(
    session: Session, now: datetime, database_kind: str
) -> None:
    bring(session, ENTRY + PLACES, now)
    assert coverage.places(session, [KEY]) == {KEY: (Place("JP", ("KDDI", "SoftBank 5G")),)}
    release(session)
    assert bring(session, ENTRY + PLACES.replace("KDDI", "docomo"), now).unchanged == ["asia-5-30"]
    assert coverage.places(session, [KEY])[KEY][0].networks == ("docomo", "SoftBank 5G")


def test_what_the_carrier_said_of_its_networks_outlives_a_file(session: Session, now: datetime) -> None:
    with write(session, "read"):
        coverage.put(session, KEY, [Place("JP", ("NTT docomo",))], now)
    bring(session, ENTRY + PLACES, now)
    assert coverage.places(session, [KEY])[KEY] == (Place("JP", ("NTT docomo",)),)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ("throttle_kbps = 384", "throttle_kbps", "throttle_without_day"),
        ('data_per_day = "1 GB"', "data_per_day", "data_twice"),
        ('counting = "calendar"', "counting", "calendar_zone"),
        ('starts = "purchase"', "starts", "carrier_starts"),
        ('starts = "some day"', "starts", "starts"),
        ('stacking = "heap"', "stacking", "stacking"),
        ('stacking = "gated"', "stacking", "gate"),
        ('gate = "500 MB"', "gate", "gate"),
        ('buyers = "friends"', "buyers", "buyers"),
        ("for_plans = []", "for_plans", "list"),
        ('for_plans = ["nobody-knows"]', "for_plans", "plan"),
        ('countries = "JP"', "countries", "list"),
        ('countries = ["JP", "JP"]', "countries", "twice"),
        ('countries = ["XX"]', "countries", "country"),
        ('countries = ["jp"]', "countries", "country"),
        ('countries = ["EU"]', "countries", "country"),
        ('networks = { JP = ["KDDI"] }', "networks.JP", "not_covered"),
        ('countries = ["JP"]\nnetworks = { JP = "KDDI" }', "networks.JP", "networks"),
        ("networks = 5", "networks", "networks"),
        ('base_code = ""', "base_code", "text"),
    ],
)
def test_what_contradicts_itself_is_named_with_its_line(
    session: Session, now: datetime, more: str, field: str, code: str
) -> None:
    line = len((SECOND + ENTRY).splitlines()) + len(more.splitlines())
    assert faults(session, SECOND + ENTRY + more, now) == [(field, code, line)]


@pytest.mark.parametrize(("text", "code"), [('"unlimited"', "unlimited"), ('"5 TB"', "size")])
def test_data_without_a_limit_is_refused_by_name(session: Session, now: datetime, text: str, code: str) -> None:
    assert faults(session, ENTRY.replace('"5 GB"', text), now) == [("data", code, 7)]


def test_a_plan_without_any_data_is_missing_it(session: Session, now: datetime) -> None:
    assert faults(session, ENTRY.replace('data = "5 GB"\n', ""), now) == [("data", "missing", 2)]


@pytest.mark.parametrize("count", ["0", "1.5", "true", '"384"'])
def test_a_throttle_is_a_whole_number(session: Session, now: datetime, count: str) -> None:
    assert faults(session, DAILY.replace("384", count), now) == [("throttle_kbps", "number", 8)]


def test_one_code_cannot_load_two_different_things(session: Session, now: datetime) -> None:
    text = ENTRY + SECOND.replace("5 GB", "6 GB")
    assert [found[:2] for found in faults(session, text, now)] == [("carrier_code", "same_code")]


def test_a_card_cannot_hold_a_plan_of_another_carrier(session: Session, now: datetime) -> None:
    other = SECOND.replace('"esimaccess"', '"airalo"')
    found = faults(session, ENTRY + 'for_plans = ["asia-5-7"]\n' + other, now)
    assert [each[:2] for each in found] == [("for_plans", "other_carrier")]


def test_a_plan_that_cards_hold_may_stand_in_an_earlier_file(session: Session, now: datetime) -> None:
    rows.plan(session, sku="asia-old", sold_until=now)
    assert bring(session, ENTRY + 'for_plans = ["asia-old"]\n', now).added == ["asia-5-30"]


def test_all_faults_come_at_once_and_in_the_order_of_the_file(session: Session, now: datetime) -> None:
    text = ENTRY.replace('"month"', '"week"') + 'colour = "red"\n' + SECOND.replace("9.00", "0.00") + "gate = 5\n"
    found = faults(session, text, now)
    assert found == sorted(found, key=lambda each: each[2])
    assert {each[:2] for each in found} >= {("period", "period"), ("colour", "unknown"), ("prices.USD", "amount")}
