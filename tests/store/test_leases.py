"""One worker to a row: claims have one winner, end by themselves, and a stale one writes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.store.racing import together
from tmcard.domain.backoff import CALL_ROOM, LEASE
from tmcard.store import leases, orders, payments
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import write

NOW = rows.NOW
OPEN = {"open"}
SECOND = timedelta(seconds=1)


def test_a_claim_has_exactly_one_winner(session: Session, order: Order, database_kind: str) -> None:
    def claim(own: Session) -> int | None:
        with write(own, "claimed"):
            return leases.claim(own, Order, order.id, statuses=OPEN, now=NOW)

    assert sorted(together(session, claim), key=str) == [1, None, None, None]


def test_a_row_in_another_state_cannot_be_claimed(session: Session, order: Order) -> None:
    assert leases.claim(session, Order, order.id, statuses={"paid"}, now=NOW) is None
    assert leases.claim(session, Order, 404, statuses=OPEN, now=NOW) is None


@pytest.mark.parametrize(("after", "fence"), [(LEASE - SECOND, None), (LEASE, 2)])
def test_a_lease_ends_by_itself_and_the_fence_grows(
    session: Session, order: Order, after: timedelta, fence: int | None
) -> None:
    assert leases.claim(session, Order, order.id, statuses=OPEN, now=NOW) == 1
    assert leases.claim(session, Order, order.id, statuses=OPEN, now=NOW + after) == fence


def test_a_claimed_row_is_due_when_its_lease_ends(session: Session, order: Order) -> None:
    order.next_at = NOW + timedelta(days=1)
    session.commit()
    leases.claim(session, Order, order.id, statuses=OPEN, now=NOW)
    assert leases.due(session, Order, NOW + LEASE - SECOND) == []
    assert leases.due(session, Order, NOW + LEASE) == [order.id]


def test_a_released_row_is_looked_at_again_when_it_was_said(session: Session, order: Order) -> None:
    fence = leases.claim(session, Order, order.id, statuses=OPEN, now=NOW)
    assert fence is not None
    assert leases.release(session, Order, order.id, fence, next_at=NOW + SECOND)
    stored = orders.by_id(session, order.id)
    assert (stored.tries, stored.lease_until, stored.next_at) == (1, None, NOW + SECOND)


def test_waiting_for_a_turn_is_no_try(session: Session, order: Order) -> None:
    leases.claim(session, Order, order.id, statuses=OPEN, now=NOW)
    leases.release(session, Order, order.id, 1, next_at=NOW, tried=False)
    assert orders.by_id(session, order.id).tries == 0


def test_a_stale_fence_releases_nothing(session: Session, order: Order, database_kind: str) -> None:
    with write(session, "claimed"):
        leases.claim(session, Order, order.id, statuses=OPEN, now=NOW)
        leases.claim(session, Order, order.id, statuses=OPEN, now=NOW + LEASE)
        assert not leases.release(session, Order, order.id, 1, next_at=None)
    assert orders.by_id(session, order.id).lease_until == NOW + 2 * LEASE


@pytest.mark.parametrize(
    ("fence", "after", "has_room"),
    [(1, timedelta(), True), (1, LEASE - CALL_ROOM, False), (0, timedelta(), False), (2, timedelta(), False)],
)
def test_a_call_needs_room_and_the_newest_claim(
    session: Session, order: Order, fence: int, after: timedelta, has_room: bool
) -> None:
    leases.claim(session, Order, order.id, statuses=OPEN, now=NOW)
    assert leases.has_room(session, Order, order.id, fence, NOW + after) is has_room


def test_the_longest_waiting_are_due_first(session: Session, order: Order, database_kind: str) -> None:
    waits = [0, 50, None, 10, -1, 50]
    made = [rows.payment(session, order, next_at=w if w is None else NOW - w * SECOND) for w in waits]
    made[5].lease_until = NOW + SECOND
    session.commit()
    assert leases.due(session, Payment, NOW) == [made[1].id, made[3].id, made[0].id]
    assert leases.due(session, Payment, NOW, limit=1) == [made[1].id]


def test_claiming_one_table_leaves_the_others_alone(session: Session, order: Order, payment: Payment) -> None:
    leases.claim(session, Payment, payment.id, statuses={"created"}, now=NOW)
    assert payments.by_id(session, payment.id).fence == 1
    assert orders.by_id(session, order.id).fence == 0
