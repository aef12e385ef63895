"""Promotions come in from a TOML file; what has begun keeps what it gives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tmcard.adapters.paypal.amounts import is_payable
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services.importing import Faulty, import_promotions
from tmcard.services.importing.promotions import Report
from tmcard.store import promotions
from tmcard.store.models import PromotionRow
from tmcard.store.transactions import release

SALE = """
[[promotion]]
key = "new-year"
kind = "sale"
name_en = "New Year"
name_zh = "新年特惠"
zone = "Asia/Shanghai"
starts = 2026-12-24T00:00:00
ends = 2027-01-04T00:00:00
percent = 20
plans = ["asia"]
budget = { USD = "500.00" }
floor = { USD = "1.00" }
stacks_with = ["coupon"]
"""
COUPON = """
[[promotion]]
key = "welcome"
kind = "coupon"
name_en = "Welcome"
name_zh = "欢迎"
zone = "UTC"
starts = 2026-11-01T00:00:00
off = { USD = "2.00", JPY = "300" }
code = "WELCOME-26"
per_owner = 1
in_total = 100
"""
EXTRA = """
[[promotion]]
key = "more"
kind = "first_order"
name_en = "More"
name_zh = "加量"
zone = "UTC"
starts = 2026-12-01T00:00:00
loads = { asia = { code = "AS-6-30", data = "6 GB" } }
[[floor]]
sku = "asia"
prices = { USD = "3.00" }
"""
BEGUN = datetime(2026, 12, 25, tzinfo=UTC)


@pytest.fixture(autouse=True)
def plan(session: Session) -> None:
    """What they are for."""
    rows.plan(session, sku="asia")


def bring(session: Session, text: str, now: datetime = rows.NOW, dry_run: bool = False) -> Report:
    """Import the file."""
    facts: dict[str, Any] = {"carriers": ("esimaccess",), "payable": is_payable, "now": now}
    return import_promotions(session, text.encode(), dry_run=dry_run, **facts)


def stored(session: Session, key: str) -> PromotionRow:
    """The promotion as the database has it."""
    row = session.scalars(select(PromotionRow).where(PromotionRow.key == key)).one()
    release(session)
    return row


def faults(session: Session, text: str, now: datetime = rows.NOW) -> list[tuple[str, str]]:
    """What is wrong with the file: fields and codes."""
    with pytest.raises(Faulty) as caught:
        bring(session, text, now)
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_an_entry_becomes_a_promotion(session: Session, database_kind: str) -> None:
    assert bring(session, SALE + COUPON + EXTRA) == Report(added=["new-year", "welcome", "more"])
    sale, coupon, more = (stored(session, key) for key in ("new-year", "welcome", "more"))
    assert (sale.effect, sale.skus, sale.budget, sale.floor) == (
        {"percent": 20},
        ["asia"],
        {"USD": 50000},
        {"USD": 100},
    )
    assert (sale.starts_at, sale.zone) == (datetime(2026, 12, 23, 16, tzinfo=UTC), "Asia/Shanghai")
    assert (coupon.effect, coupon.code_key) == ({"amounts": {"USD": 200, "JPY": 300}}, "WE1C0ME26")
    assert (coupon.per_owner, coupon.in_total, coupon.ends_at) == (1, 100, None)
    assert more.effect == {"loads": {"asia": ["AS-6-30", 6 * BYTES_PER_GB]}}
    assert promotions.floors(session) == {("asia", "USD"): 300}


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    bring(session, SALE + EXTRA)
    assert bring(session, SALE + EXTRA, BEGUN) == Report(unchanged=["new-year", "more"])


def test_a_dry_run_checks_and_changes_nothing(session: Session) -> None:
    assert bring(session, SALE, dry_run=True) == Report(added=["new-year"])
    assert promotions.everything(session) == []


@pytest.mark.parametrize(
    ("old", "new"), [("percent = 20", "percent = 25"), ("2026-12-24", "2026-12-23"), ('["asia"]', '["asia", "b"]')]
)
def test_what_has_begun_keeps_what_it_gives(session: Session, old: str, new: str) -> None:
    rows.plan(session, sku="b")
    bring(session, SALE)
    changed = SALE.replace(old, new)
    assert [code for _, code in faults(session, changed, BEGUN)] == ["begun"]
    assert bring(session, changed) == Report(changed=["new-year"])


def test_its_end_and_its_bounds_can_be_moved(session: Session) -> None:
    bring(session, SALE)
    later = SALE.replace("2027-01-04", "2027-01-06").replace("500.00", "900.00")
    assert bring(session, later, BEGUN) == Report(changed=["new-year"])
    assert faults(session, SALE, BEGUN + timedelta(days=60)) == [("ends", "begun")]


WRONG = [
    (SALE.replace('"sale"', '"gift"'), [("kind", "kind")]),
    (SALE.replace('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"'), [("zone", "zone")]),
    (SALE.replace("percent = 20", "percent = 100"), [("percent", "percent")]),
    (SALE.replace("percent = 20", 'percent = 20\noff = { USD = "1.00" }'), [("off", "one_effect")]),
    (SALE.replace("percent = 20", ""), [("", "one_effect")]),
    (SALE.replace("00:00:00", "00:00:00Z"), [("starts", "local_time"), ("ends", "local_time")]),
    (SALE.replace("ends = 2027", "ends = 2025"), [("ends", "before_start")]),
    (SALE.replace('["asia"]', '["asia", "gone"]'), [("plans", "plan")]),
    (SALE.replace('"500.00"', "500"), [("budget.USD", "amount")]),
    (SALE.replace("stacks_with", "stack"), [("stack", "unknown")]),
    (SALE + 'code = "ABCD"\n', [("code", "code")]),
    (SALE + SALE, [("key", "twice")]),
    (COUPON.replace('code = "WELCOME-26"', ""), [("code", "code")]),
    (COUPON.replace("WELCOME-26", "no"), [("code", "code")]),
    (COUPON + COUPON.replace('"welcome"', '"other"').replace("WELCOME", "WELC0ME"), [("code", "code_taken")]),
    (COUPON.replace("= 100", "= 0"), [("in_total", "number")]),
    (EXTRA.replace("6 GB", "5 GB"), [("loads", "no_more")]),
    (EXTRA.replace('code = "AS-6-30", ', ""), [("loads", "loads"), ("loads", "no_more")]),
    (EXTRA.replace('sku = "asia"', 'sku = "gone"'), [("sku", "plan")]),
    ("[[floor]]\n", [("", "no_promotions")]),
    ("key = ", [("", "toml")]),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG)
def test_every_fault_is_named_and_nothing_is_imported(
    session: Session, text: str, wrong: list[tuple[str, str]]
) -> None:
    assert faults(session, text) == wrong
    assert promotions.everything(session) == []


def test_a_time_that_clocks_leave_out_is_no_time(session: Session) -> None:
    spring = (
        SALE.replace("Asia/Shanghai", "Europe/Paris")
        .replace("2026-12-24T00", "2026-03-29T02:30")
        .replace("02:30:00:00", "02:30:00")
    )
    assert faults(session, spring) == [("starts", "no_such_time")]


def test_a_fault_names_its_line(session: Session) -> None:
    with pytest.raises(Faulty) as caught:
        bring(session, SALE.replace('"500.00"', '"500.001"'))
    assert [fault.where for fault in caught.value.faults] == ["line 12, promotion 1 (new-year)"]
