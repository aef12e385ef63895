"""The read model says what the tables say, in one statement each, to the right owner only."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.statements import counted
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Condition
from tmcard.store import sessions, views
from tmcard.store.models import Bucket, Card, Order, Plan, UsageSample
from tmcard.store.rows import CardRow
from tmcard.store.transactions import write


@pytest.fixture
def plan(session: Session) -> Plan:
    return rows.plan(session)


@pytest.fixture
def card(session: Session, plan: Plan) -> Card:
    return rows.card(session, rows.owner(session), plan_id=plan.id)


def _bucket(session: Session, card: Card, plan: Plan, at: datetime, order: Order | None = None) -> None:
    with write(session, "bucket"):
        bucket = Bucket(card_id=card.id, plan_id=plan.id, data_bytes=plan.data_bytes, loaded_at=at)
        bucket.order_id, bucket.ends_at = order.id if order else None, card.ends_at
        session.add(bucket)


def _sample(session: Session, card: Card, used: int, at: datetime) -> None:
    with write(session, "sample"):
        session.add(
            UsageSample(card_id=card.id, total_bytes=card.total_bytes, used_bytes=used, reported_at=at, taken_at=at)
        )


def _seen(session: Session, card: Card) -> CardRow:
    seen = views.card(session, card.ref, card.owner_id or 0)
    assert seen is not None
    return seen


def test_a_card_is_seen_with_its_plan_and_reading(session: Session, card: Card, database_kind: str) -> None:
    seen = _seen(session, card)
    assert (seen.ref, seen.iccid, seen.version) == (card.ref, card.iccid, 1)
    assert seen.plan is not None
    assert seen.plan.name_zh == "亚洲 5 GB"
    assert seen.reading.remaining_bytes == 3 * BYTES_PER_GB
    assert seen.reading.ends_at == card.ends_at
    assert seen.renewal is None


def test_a_card_is_nobody_elses(session: Session, card: Card, database_kind: str) -> None:
    stranger = rows.owner(session)
    assert views.card(session, card.ref, stranger.id) is None
    assert views.dashboard(session, stranger.id) == []


def test_any_number_of_cards_is_one_statement(session: Session, card: Card, plan: Plan, database_kind: str) -> None:
    owner = rows.owner(session)
    for _ in range(20):
        rows.order(session, rows.card(session, owner, plan_id=plan.id), plan, "paid")
    with counted() as sent:
        seen = views.dashboard(session, owner.id)
    assert len(seen) == 20
    assert all(each.is_renewing for each in seen)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("status", "is_seen", "is_under_way"),
    [
        ("open", False, False),
        ("queued", True, False),
        ("paid", True, True),
        ("crediting", True, True),
        ("credited", True, False),
        ("refunding", True, True),
        ("refunded", True, False),
        ("expired", False, False),
        ("cancelled", False, False),
    ],
)
def test_only_orders_that_money_moved_for_are_renewals(
    session: Session, card: Card, plan: Plan, status: str, is_seen: bool, is_under_way: bool
) -> None:
    rows.order(session, card, plan, status)
    seen = _seen(session, card)
    assert (seen.renewal is not None) is is_seen
    assert seen.is_renewing is is_under_way


@pytest.mark.parametrize("status", ["capturing", "pending"])
def test_an_open_order_counts_while_its_payment_is_unknown(
    session: Session, card: Card, plan: Plan, status: str, database_kind: str
) -> None:
    rows.payment(session, rows.order(session, card, plan), status)
    assert _seen(session, card).is_renewing


def test_the_newest_renewal_is_the_one_shown(session: Session, card: Card, plan: Plan, database_kind: str) -> None:
    rows.order(session, card, plan, "credited")
    newer = rows.order(session, card, plan, "crediting")
    rows.order(session, card, plan, "open")
    renewal = _seen(session, card).renewal
    assert renewal is not None
    assert (renewal.ref, renewal.price.amount_minor) == (newer.ref, 900)


@pytest.mark.parametrize(
    ("status", "hours", "is_news"),
    [("credited", 23, True), ("credited", 25, False), ("refunded", 25, True), ("refunded", 170, False)],
)
def test_an_outcome_is_news_for_a_while(
    session: Session, card: Card, plan: Plan, now: datetime, status: str, hours: int, is_news: bool
) -> None:
    rows.order(session, card, plan, status)
    renewal = _seen(session, card).renewal
    assert renewal is not None
    assert renewal.is_news(now + timedelta(hours=hours)) is is_news


def test_money_on_its_way_back_keeps_nobody_from_renewing(
    session: Session, card: Card, plan: Plan, now: datetime
) -> None:
    rows.order(session, card, plan, "refunding")
    assert _seen(session, card).can_renew(Condition.HEALTHY, frozenset())


@pytest.mark.parametrize(("reviving", "can_renew"), [({"esimaccess"}, True), ({"airalo"}, False), (set(), False)])
def test_an_ended_card_can_be_renewed_where_its_carrier_revives_it(
    session: Session, card: Card, reviving: set[str], can_renew: bool
) -> None:
    assert _seen(session, card).can_renew(Condition.EXPIRED, reviving) is can_renew


def test_history_holds_what_was_loaded_and_what_was_paid_back(
    session: Session, card: Card, plan: Plan, now: datetime, database_kind: str
) -> None:
    _bucket(session, card, plan, now - timedelta(days=9))
    credited = rows.order(session, card, plan, "credited")
    _bucket(session, card, plan, now - timedelta(days=4), credited)
    refunded = rows.order(session, card, plan, "refunded")
    with counted() as sent:
        history = views.history(session, card.id)
    assert [each.order_ref for each in history] == [refunded.ref, credited.ref, None]
    assert [each.status for each in history] == [OrderStatus.REFUNDED, OrderStatus.CREDITED, None]
    assert [each.ends_at for each in history] == [None, card.ends_at, card.ends_at]
    assert history[2].at == now - timedelta(days=9)
    assert len(sent) == 1


def test_samples_begin_with_the_last_one_before(
    session: Session, card: Card, now: datetime, database_kind: str
) -> None:
    for hours, used in ((50, 1), (30, 2), (10, 3)):
        _sample(session, card, used, now - timedelta(hours=hours))
    assert [s.used_bytes for s in views.samples(session, card.id, now - timedelta(hours=24))] == [2, 3]
    assert [s.used_bytes for s in views.samples(session, card.id, now - timedelta(hours=99))] == [1, 2, 3]


def test_a_glance_has_the_mark_of_the_card(
    session: Session, card: Card, plan: Plan, now: datetime, database_kind: str
) -> None:
    rows.order(session, card, plan, "paid")
    token = sessions.begin(session, card.owner_id or 0, device="Test", now=now)
    with counted() as sent:
        glance = views.glance(session, token, card.ref, now)
    assert glance is not None
    assert glance.marks == [_seen(session, card).mark]
    assert glance.locale == "en"
    assert len(sent) == 1


def test_a_glance_at_all_cards_has_their_marks_in_order(
    session: Session, card: Card, now: datetime, database_kind: str
) -> None:
    owner = rows.owner(session)
    for version in (5, 6, 7):
        rows.card(session, owner, version=version)
    token = sessions.begin(session, owner.id, device="Test", now=now)
    glance = views.glance(session, token, None, now)
    assert glance is not None
    assert glance.marks == [seen.mark for seen in views.dashboard(session, owner.id)]


def test_a_glance_shows_nothing_to_others(session: Session, card: Card, now: datetime, database_kind: str) -> None:
    token = sessions.begin(session, rows.owner(session).id, device="Test", now=now)
    mine = sessions.begin(session, card.owner_id or 0, device="Test", now=now)
    assert views.glance(session, token, card.ref, now) is None
    assert views.glance(session, "no such token", card.ref, now) is None
    assert views.glance(session, mine, card.ref, now + timedelta(days=40)) is None
