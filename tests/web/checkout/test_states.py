"""Which of all states an order's page shows: a table over order and payment."""

from datetime import timedelta

import pytest

from tests.rows import NOW
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.store.models import Card, Order, Payment
from tmcard.web.checkout.states import FINAL, State, look, poll_after
from tmcard.web.checkout.words import WORDS

DAY = timedelta(days=1)
UNPAID = [
    ("created", None, State.WAITING),
    ("approved", None, State.WAITING),
    ("approved", "instrument_declined", State.MENDABLE),
    ("approved", "payer_action_required", State.MENDABLE),
    ("capturing", None, State.CHECKING),
    ("captured", None, State.CHECKING),
    ("pending", None, State.PENDING),
    ("declined", "declined", State.DECLINED),
    ("declined", "refused_for_good", State.DECLINED),
    ("declined", "plan_withdrawn", State.STOPPED),
    ("declined", "card_under_way", State.STOPPED),
    ("declined", "mismatch", State.STOPPED),
    ("declined", "refunded_elsewhere", State.RETURNED),
    ("expired", "not_approved", State.LAPSED),
    ("refunding", None, State.RETURNING),
    ("refunded", None, State.RETURNED),
]
PAID = [
    ("queued", "captured", State.QUEUED),
    ("paid", "captured", State.RENEWING),
    ("crediting", "captured", State.RENEWING),
    ("credited", "captured", State.CREDITED),
    ("refunding", "refunding", State.REFUNDING),
    ("refunded", "refunded", State.REFUNDED),
    ("expired", "expired", State.EXPIRED),
    ("cancelled", "declined", State.CANCELLED),
    ("expired", "refunding", State.RETURNING),
    ("expired", "pending", State.PENDING),
]


def order(status: str = "open", **values: object) -> Order:
    """An order that was never stored; what is paid is worked on from then on."""
    facts = {"worked_since": values.get("paid_at"), "failure": None, "card": Card(ends_at=NOW + DAY)}
    return Order(status=status, version=3, created_at=NOW, **{**facts, **values})


def payment(status: str, failure: str | None = None, url: str | None = "https://paypal.test/") -> Payment:
    """An attempt that was never stored."""
    return Payment(status=status, failure=failure, approval_url=url, created_at=NOW)


@pytest.mark.parametrize(("status", "failure", "state"), UNPAID)
def test_an_open_order_shows_its_attempt(status: str, failure: str | None, state: State) -> None:
    seen = look(order(), payment(status, failure), NOW)
    assert seen is not None
    assert seen.state is state


@pytest.mark.parametrize(("status", "attempt", "state"), PAID)
def test_any_other_order_shows_itself_unless_money_hangs(status: str, attempt: str, state: State) -> None:
    seen = look(order(status, paid_at=NOW), payment(attempt), NOW)
    assert seen is not None
    assert seen.state is state


def test_before_paying_begins_there_is_nothing_to_watch() -> None:
    assert look(order(), None, NOW) is None
    assert look(order(), payment("created", url=None), NOW) is None


@pytest.mark.parametrize(("minutes", "state"), [(2, State.RENEWING), (3, State.SLOW)])
def test_after_two_minutes_it_is_slow(minutes: int, state: State) -> None:
    seen = look(order("crediting", paid_at=NOW), payment("captured"), NOW + timedelta(minutes=minutes))
    assert seen is not None
    assert seen.state is state


def test_once_its_time_is_over_it_says_so() -> None:
    late = order("crediting", paid_at=NOW, deadline_at=NOW + timedelta(minutes=30))
    states = [look(late, payment("captured"), NOW + timedelta(minutes=minutes)) for minutes in (29, 30)]
    assert [seen.state for seen in states if seen is not None] == [State.SLOW, State.OVERDUE]


def test_a_queued_one_is_not_slow_when_it_starts() -> None:
    seen = look(order("paid", paid_at=NOW - 9 * DAY, worked_since=NOW), payment("captured"), NOW)
    assert seen is not None
    assert (seen.state, seen.poll_seconds) == (State.RENEWING, 1)


@pytest.mark.parametrize(("status", "state"), [("refunding", State.WITHDRAWING), ("refunded", State.WITHDRAWN)])
def test_what_its_owner_cancelled_is_called_so(status: str, state: State) -> None:
    seen = look(order(status, paid_at=NOW, failure="queue_cancelled"), payment(status), NOW)
    assert seen is not None
    assert seen.state is state


def test_a_queued_page_changes_with_the_end_of_the_card() -> None:
    early, late = order("queued", paid_at=NOW), order("queued", paid_at=NOW, card=Card(ends_at=NOW + 2 * DAY))
    tags = {seen.tag for each in (early, late) if (seen := look(each, payment("captured"), NOW)) is not None}
    assert len(tags) == 2


def test_every_combination_has_a_state_with_words() -> None:
    for status in OrderStatus:
        for attempt in PaymentStatus:
            seen = look(order(status, paid_at=NOW), payment(attempt), NOW)
            assert seen is not None
            assert WORDS[seen.state].money


def test_final_states_are_not_asked_for_again() -> None:
    for status, attempt, state in PAID:
        seen = look(order(status, paid_at=NOW), payment(attempt), NOW)
        assert seen is not None
        assert (seen.poll_seconds == 0) == (state in FINAL)


def test_the_next_look_comes_ever_later() -> None:
    ages = [0, 5, 10, 30, 100, 600, 3600]
    assert [poll_after(timedelta(seconds=age)) for age in ages] == [1, 2, 3, 5, 8, 15, 30]


def test_the_tag_changes_with_what_is_shown() -> None:
    early = look(order("paid", paid_at=NOW), payment("captured"), NOW)
    late = look(order("paid", paid_at=NOW), payment("captured"), NOW + timedelta(minutes=3))
    assert early is not None
    assert late is not None
    assert early.tag != late.tag
