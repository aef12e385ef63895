"""A renewal whose balance was our own arithmetic gets the carrier's word as soon as that can know of it."""

from datetime import timedelta

from tests import rows
from tests.services.stories import Story
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import UsageReport
from tmcard.services import usage
from tmcard.store import cards, orders
from tmcard.store.models import Card
from tmcard.store.transactions import release

GB = BYTES_PER_GB


def _card(story: Story) -> Card:
    card = cards.by_id(story.session, story.card.id)
    release(story.session)
    return card


def _report(story: Story, *, minutes_after: int, total_gb: int, end_days: int = 30) -> None:
    """The carrier has measured, and the card is due."""
    order_end = story.card.ends_at + timedelta(days=end_days) if story.card.ends_at else None
    at, ref = rows.NOW + timedelta(minutes=minutes_after), story.card.carrier_ref
    story.carrier.reports[ref] = UsageReport(ref, total_gb * GB, 3 * GB, at, order_end)
    cards.put(story.session, story.card.id, usage_due_at=story.clock())
    story.session.commit()
    usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)


def test_the_carriers_word_takes_the_place_of_our_arithmetic(books: Story, database_kind: str) -> None:
    order = books.credit(books.pay())
    books.clock.tick(minutes=25)
    _report(books, minutes_after=5, total_gb=9)
    assert (_card(books).total_bytes, books.order(order.id).stated_total_bytes) == (9 * GB, 9 * GB)
    assert orders.journal(books.session, order.id)[-1].event == "balance_stated"


def test_a_word_from_before_the_renewal_changes_nothing(books: Story) -> None:
    order = books.credit(books.pay())
    _report(books, minutes_after=-5, total_gb=5)
    assert (_card(books).total_bytes, _card(books).ends_at) == (10 * GB, order.after_ends_at)
    assert books.order(order.id).stated_total_bytes is None


def test_a_word_that_differs_from_the_promise_is_written_down(books: Story) -> None:
    order = books.credit(books.pay())
    books.clock.tick(minutes=25)
    _report(books, minutes_after=5, total_gb=10, end_days=7)
    evidence = orders.journal(books.session, order.id)[-1].evidence
    assert evidence["promised_ends_at"] == (order.after_ends_at.isoformat() if order.after_ends_at else None)
    assert books.order(order.id).stated_ends_at == _card(books).ends_at != order.after_ends_at


def test_a_renewal_is_confirmed_once(books: Story) -> None:
    order = books.credit(books.pay())
    for minutes in (5, 6, 7):
        books.clock.tick(minutes=20)
        _report(books, minutes_after=minutes, total_gb=10)
    events = [line.event for line in orders.journal(books.session, order.id)]
    assert events.count("balance_stated") == 1
