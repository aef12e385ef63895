"""Plans come in from a TOML file; what was sold stays as it was."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.adapters.paypal.amounts import is_payable
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services.importing import Faulty, import_plans
from tmcard.services.importing.plans import Report
from tmcard.store.models import Plan
from tmcard.store.transactions import release

ENTRY = """
[[plan]]
sku = "asia-5-30"
name_en = "Asia 5 GB"
name_zh = "亚洲 5 GB"
period = { unit = "month", count = 1 }
data = "5 GB"
carrier = "esimaccess"
carrier_code = "AS-5-30"
prices = { USD = "9.00", CNY = "68.50", JPY = "1380" }
"""
SECOND = ENTRY.replace("asia-5-30", "asia-5-7")


def _import(session: Session, text: str, now: datetime, dry_run: bool = False) -> Report:
    return import_plans(session, text.encode(), carriers=("esimaccess",), payable=is_payable, now=now, dry_run=dry_run)


def _stored(session: Session, sku: str = "asia-5-30") -> list[Plan]:
    found = list(session.scalars(select(Plan).where(Plan.sku == sku).order_by(Plan.version)))
    release(session)
    return found


def test_an_entry_becomes_a_plan_on_sale(session: Session, now: datetime, database_kind: str) -> None:
    assert _import(session, ENTRY, now) == Report(added=["asia-5-30"])
    (plan,) = _stored(session)
    assert (plan.version, plan.period_unit, plan.period_count, plan.counting) == (1, "month", 1, "rolling")
    assert (plan.data_bytes, plan.zone, plan.name_zh) == (5 * BYTES_PER_GB, "UTC", "亚洲 5 GB")
    assert (plan.sold_from, plan.sold_until) == (now, None)
    assert {p.currency: p.amount_minor for p in plan.prices} == {"USD": 900, "CNY": 6850, "JPY": 1380}


def test_the_same_file_again_changes_nothing(session: Session, now: datetime, database_kind: str) -> None:
    _import(session, ENTRY + SECOND, now)
    report = _import(session, ENTRY + SECOND, now + timedelta(days=1))
    assert report == Report(unchanged=["asia-5-30", "asia-5-7"])
    assert len(_stored(session)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("9.00", "9.50"), ("5 GB", "6 GB"), ("AS-5-30", "AS-5-31"), (', JPY = "1380"', ""), ("Asia 5 GB", "East Asia")],
)
def test_a_changed_fact_makes_a_new_version(session: Session, now: datetime, old: str, new: str) -> None:
    _import(session, ENTRY, now)
    later = now + timedelta(days=1)
    assert _import(session, ENTRY.replace(old, new), later) == Report(superseded=["asia-5-30"])
    first, second = _stored(session)
    assert (first.sold_until, second.version, second.sold_from) == (later, 2, later)
    assert _import(session, ENTRY.replace(old, new), later) == Report(unchanged=["asia-5-30"])


def test_a_version_can_begin_later(session: Session, now: datetime, database_kind: str) -> None:
    _import(session, ENTRY, now)
    _import(session, ENTRY.replace("9.00", "8.00") + "sold_from = 2026-12-01T00:00:00+08:00", now)
    first, second = _stored(session)
    assert first.sold_until == second.sold_from == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_a_plan_is_withdrawn_without_a_new_version(session: Session, now: datetime, database_kind: str) -> None:
    _import(session, ENTRY, now)
    withdrawn = ENTRY + "sold_until = 2026-12-01T00:00:00+08:00"
    assert _import(session, withdrawn, now) == Report(rescheduled=["asia-5-30"])
    assert _import(session, withdrawn, now) == Report(unchanged=["asia-5-30"])
    (plan,) = _stored(session)
    assert plan.sold_until == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_a_beginning_that_is_over_does_not_matter(session: Session, now: datetime) -> None:
    _import(session, ENTRY, now)
    assert _import(session, ENTRY + "sold_from = 2026-01-01T00:00:00Z", now) == Report(unchanged=["asia-5-30"])


def test_plans_the_file_does_not_name_stay(session: Session, now: datetime) -> None:
    _import(session, ENTRY + SECOND, now)
    _import(session, SECOND, now + timedelta(days=1))
    assert _stored(session)[0].sold_until is None


def test_a_dry_run_changes_nothing(session: Session, now: datetime, database_kind: str) -> None:
    _import(session, ENTRY, now)
    report = _import(session, ENTRY.replace("9.00", "8.00") + SECOND, now, dry_run=True)
    assert report == Report(added=["asia-5-7"], superseded=["asia-5-30"])
    (plan,) = _stored(session)
    assert plan.sold_until is None


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ('"5 GB"', '"5 TB"', "data", "size"),
        ('"5 GB"', '"0 GB"', "data", "size"),
        ('"5 GB"', "5", "data", "size"),
        ('"5 GB"', '"0.0000001 MB"', "data", "size"),
        ('"9.00"', "9.00", "prices.USD", "amount"),
        ('"9.00"', '"9.001"', "prices.USD", "amount"),
        ('"9.00"', '"0.00"', "prices.USD", "amount"),
        ('"9.00"', '"-9"', "prices.USD", "amount"),
        ('"9.00"', '"9,00"', "prices.USD", "amount"),
        ('"1380"', '"1380.5"', "prices.JPY", "amount"),
        ('JPY = "1380"', 'TWD = "9.50"', "prices.TWD", "unpayable"),
        ('JPY = "1380"', 'HUF = "3500.01"', "prices.HUF", "unpayable"),
        ('JPY = "1380"', 'KRW = "12000"', "prices.KRW", "unpayable"),
        ("USD", "usd", "prices.usd", "currency"),
        ('{ USD = "9.00", CNY = "68.50", JPY = "1380" }', "{}", "prices", "prices"),
        ('"month"', '"week"', "period", "period"),
        ("count = 1", "count = 0", "period", "period"),
        ("count = 1", "count = 1.5", "period", "period"),
        ("count = 1", "count = true", "period", "period"),
        ('"esimaccess"', '"nobody"', "carrier", "carrier"),
        ('"AS-5-30"', '""', "carrier_code", "text"),
        ('"Asia 5 GB"', "5", "name_en", "text"),
        ('sku = "asia-5-30"', 'sku = "Asia 5"', "sku", "sku"),
        ('sku = "asia-5-30"\n', "", "sku", "missing"),
        ("data =", 'colour = "red"\ndata =', "colour", "unknown"),
        ("data =", 'zone = "Mars/Olympus"\ndata =', "zone", "zone"),
        ("data =", 'counting = "lunar"\ndata =', "counting", "counting"),
        ("data =", "sold_from = 2026-12-01\ndata =", "sold_from", "instant"),
        ("data =", "sold_until = 2026-12-01T00:00:00\ndata =", "sold_until", "instant"),
    ],
)
def test_one_bad_field_stops_all_and_is_named(
    session: Session, now: datetime, old: str, new: str, field: str, code: str
) -> None:
    assert old in ENTRY
    with pytest.raises(Faulty) as refused:
        _import(session, SECOND + ENTRY.replace(old, new), now)
    assert [(f.field, f.code) for f in refused.value.faults] == [(field, code)]
    assert refused.value.faults[0].line > len(SECOND.splitlines())
    assert refused.value.faults[0].place.startswith("plan 2")
    assert _stored(session, "asia-5-7") == []


def test_an_end_before_the_start_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, ENTRY + "sold_from = 2026-12-02T00:00:00Z\nsold_until = 2026-12-01T00:00:00Z", now)
    assert [f.code for f in refused.value.faults] == ["before_start"]


def test_every_fault_is_named_at_once(session: Session, now: datetime) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, ENTRY.replace("5 GB", "much") + ENTRY + "[[plan]]\n", now)
    assert {(f.place, f.code) for f in refused.value.faults} >= {
        ("plan 1 (asia-5-30)", "size"),
        ("plan 2 (asia-5-30)", "twice"),
        ("plan 3", "missing"),
    }


@pytest.mark.parametrize(
    ("text", "code"), [("", "no_plans"), ("plan = 5", "no_plans"), ("plan = [1]", "no_plans"), ("[[plan", "toml")]
)
def test_a_file_of_another_kind_is_refused(session: Session, now: datetime, text: str, code: str) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, text, now)
    assert [f.code for f in refused.value.faults] == [code]
