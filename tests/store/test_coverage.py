"""Where carriers' offers work, and what of it a plan has made its own; and who may buy what."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.coverage import Place
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import Allowance, Buyers, Starts
from tmcard.store import coverage, plans
from tmcard.store.models import Plan
from tmcard.store.transactions import write

NOW = rows.NOW
KEY = ("esimaccess", "AS-5-30")
PLACES = (Place("JP", ("KDDI 5G", "SoftBank")), Place("KR"))


def put(session: Session, *places: Place, key: tuple[str, str] = KEY, read: bool = True) -> None:
    """The carrier, or a file, says where a code works."""
    with write(session, "coverage"):
        coverage.put(session, key, places, NOW if read else None)


def test_what_is_put_is_all_that_is_known(session: Session, database_kind: str) -> None:
    put(session, Place("TH"))
    put(session, *PLACES)
    put(session, Place("US"), key=("airalo", "AS-5-30"))
    assert coverage.places(session, [KEY, ("esimaccess", "none")]) == {KEY: PLACES}
    assert coverage.places(session, []) == {}


@pytest.mark.parametrize("read", [True, False])
def test_a_file_is_told_from_the_carrier(session: Session, read: bool, database_kind: str) -> None:
    assert not coverage.is_carriers_own(session, KEY)
    put(session, *PLACES, read=read)
    assert coverage.is_carriers_own(session, KEY) is read


@pytest.mark.parametrize(("stated", "countries"), [(None, ("JP", "KR")), (["TH"], ("TH",))])
def test_an_offer_has_its_own_countries_else_its_carriers(
    session: Session, stated: list[str] | None, countries: tuple[str, ...], database_kind: str
) -> None:
    put(session, *PLACES)
    rows.plan(session, countries=stated)
    assert plans.on_sale(session, "esimaccess", "USD", NOW)[0].countries == countries


def test_an_offer_says_what_it_measures_out_and_to_whom(session: Session, database_kind: str) -> None:
    facts: dict[str, Any] = {"allowance": "day", "throttle_kbps": 384, "starts": "installation", "gate_bytes": 7}
    rows.plan(session, buyers="first_order", for_plans=["japan"], **facts)
    offer = plans.on_sale(session, "esimaccess", "USD", NOW)[0]
    assert (offer.allowance, offer.throttle_kbps, offer.starts) == (Allowance.DAY, 384, Starts.INSTALLATION)
    assert (offer.buyers, offer.for_plans, offer.gate_bytes) == (Buyers.FIRST_ORDER, ("japan",), 7)


def test_the_coverage_of_what_is_sold_leaves_out_what_is_not_known(session: Session, database_kind: str) -> None:
    put(session, *PLACES)
    known = [rows.plan(session, period_unit=unit) for unit in ("year", "day")]
    rows.plan(session, carrier_code="OTHER")
    rows.plan(session, sold_until=NOW)
    found = plans.covered(session, NOW)
    assert [(each.sku, each.places) for each in found] == [(known[1].sku, PLACES), (known[0].sku, PLACES)]


def test_ending_a_sale_moves_no_end_that_lies_behind_us(session: Session, database_kind: str) -> None:
    made = [rows.plan(session), rows.plan(session, sold_until=rows.NOW.replace(year=2025)), rows.plan(session)]
    with write(session, "ended"):
        plans.end_sale(session, [made[0].id, made[1].id], NOW)
    session.expire_all()
    ends = [plan.sold_until for plan in made]
    assert ends == [NOW, NOW.replace(year=2025), None]


@pytest.mark.parametrize(
    ("status", "sees_it"),
    [(None, True), ("open", True), ("refunded", True), ("paid", False), ("credited", False), ("held", False)],
)
def test_a_plan_for_first_orders_is_for_those_who_never_had_one(
    session: Session, status: str | None, sees_it: bool, database_kind: str
) -> None:
    owner, plan = rows.owner(session), rows.plan(session, buyers="first_order")
    card = rows.card(session, owner)
    if status is not None:
        rows.order(session, rows.card(session, owner), plan, OrderStatus(status))
    assert bool(plans.for_card(session, card, ("USD",), NOW)) is sees_it


@pytest.mark.parametrize(("held", "sees_it"), [("japan", True), ("korea", False), (None, False)])
def test_a_plan_for_holders_of_another_is_for_their_cards_only(
    session: Session, held: str | None, sees_it: bool, database_kind: str
) -> None:
    plan: Plan | None = rows.plan(session, sku=held, sold_until=NOW) if held else None
    rows.plan(session, for_plans=["japan"])
    card = rows.card(session, rows.owner(session), plan_id=plan.id if plan else None)
    assert bool(plans.for_card(session, card, ("USD",), NOW)) is sees_it
