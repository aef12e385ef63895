"""What the carrier says is left gets on to the card, and never undoes what is newer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import NotFound, ProfileStatus, Unknown, UsageReport
from tmcard.services import usage
from tmcard.store import cards
from tmcard.store.models import Card, UsageSample
from tmcard.store.transactions import release

GB = BYTES_PER_GB


def test_a_due_card_gets_its_usage_and_a_sample(story: Story, database_kind: str) -> None:
    report(story, used_bytes=4 * GB)
    assert refresh(story) == 1
    card = stored(story)
    assert (card.used_bytes, card.reported_at, card.usage_due_at) == (
        4 * GB,
        rows.NOW,
        rows.NOW + timedelta(hours=2),
    )
    assert story.session.scalar(select(func.count(UsageSample.id))) == 1


def test_a_card_that_is_not_due_is_not_asked_for(story: Story) -> None:
    assert refresh(story) == 0
    assert story.carrier.calls == []


def test_an_older_figure_changes_nothing(story: Story) -> None:
    report(story, used_bytes=0, at=rows.NOW - timedelta(hours=1))
    refresh(story)
    assert stored(story).used_bytes == 2 * GB
    assert story.session.scalar(select(func.count(UsageSample.id))) == 0


def test_a_silent_carrier_costs_one_round(story: Story) -> None:
    report(story, used_bytes=4 * GB)
    story.carrier.fail("usage", Unknown("timeout"))
    refresh(story)
    assert stored(story).used_bytes == 2 * GB
    story.clock.tick(minutes=15)
    refresh(story)
    assert stored(story).used_bytes == 4 * GB


def test_rounds_at_once_keep_one_sample(story: Story, database_kind: str) -> None:
    report(story, used_bytes=4 * GB)
    story.together(refresh)
    assert story.session.scalar(select(func.count(UsageSample.id))) == 1


def test_a_figure_measured_before_a_renewal_does_not_undo_it(story: Story, database_kind: str) -> None:
    order = story.pay()
    report(story, used_bytes=4 * GB)
    story.carrier.meanwhile("usage", lambda: story.elsewhere(lambda other: other.credit(order)))
    refresh(story)
    card = stored(story)
    assert (card.total_bytes, card.used_bytes, card.ends_at) == (10 * GB, 4 * GB, order.after_ends_at)


def test_a_reading_made_before_a_renewal_does_not_undo_it(story: Story, database_kind: str) -> None:
    order = story.pay()
    before = story.carrier.profiles[story.card.carrier_ref]
    carrier = replace(story.carrier, profiles={before.carrier_ref: before}, events={}, calls=[])
    carrier.meanwhile("read", lambda: story.elsewhere(lambda other: other.credit(order)))
    assert usage.look(story.session, carrier, story.card, story.clock())
    assert stored(story).total_bytes == 10 * GB


def test_a_card_whose_end_has_come_is_read_whole(story: Story) -> None:
    know(story, story.card, ProfileStatus.IN_USE)
    cards.put(story.session, story.card.id, ends_at=rows.NOW, usage_due_at=rows.NOW)
    story.session.commit()
    refresh(story)
    assert stored(story).ends_at == datetime.fromisoformat("2026-11-30T15:59:00+00:00")


def test_a_card_its_carrier_forgot_is_gone(story: Story) -> None:
    story.carrier.fail("read", NotFound("card_gone"))
    assert usage.look(story.session, story.carrier, story.card, story.clock())
    assert stored(story).is_gone


@pytest.mark.parametrize(
    ("status", "is_gone"), [(ProfileStatus.GONE, True), (ProfileStatus.EXPIRED, False), (ProfileStatus.NEW, False)]
)
def test_a_reading_tells_whether_the_card_is_gone(story: Story, status: ProfileStatus, is_gone: bool) -> None:
    know(story, story.card, status)
    usage.look(story.session, story.carrier, story.card, story.clock())
    assert stored(story).is_gone is is_gone


def test_a_look_without_an_answer_changes_nothing(story: Story) -> None:
    story.carrier.fail("read", Unknown("timeout"))
    assert not usage.look(story.session, story.carrier, story.card, story.clock())
    assert stored(story).version == 1


def report(story: Story, used_bytes: int, at: datetime = rows.NOW) -> None:
    """The carrier has measured, and the card is due."""
    ref = story.card.carrier_ref
    story.carrier.reports[ref] = UsageReport(ref, 5 * GB, used_bytes, at)
    cards.put(story.session, story.card.id, usage_due_at=story.clock())
    story.session.commit()


def refresh(story: Story) -> int:
    """One round of the worker."""
    return usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)


def stored(story: Story) -> Card:
    """The card as the database has it now."""
    card = cards.by_id(story.session, story.card.id)
    release(story.session)
    return card
