"""What a card must hold after a renewal where its carrier does not say: by the rule of the quote."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tests.services.stories import Story, tell
from tmcard.domain.plans import BYTES_PER_GB, Stacking
from tmcard.services.crediting import balances
from tmcard.store import orders
from tmcard.store.models import Order

GB, DAY = BYTES_PER_GB, timedelta(days=1)
R = Stacking
#: Rule: gigabytes in all (two are used), and the end in days from the top-up; the card had 8 days and 3 GB left.
AFTER = [
    (R.EXTEND, 10, 38), (R.RESET, 10, 30), (R.SEPARATE, 10, 30), (R.QUEUE, 10, 38), (R.QUEUE_EXPIRY, 10, 38),
    (R.FIFO, 10, 30), (R.EARLIEST_FIRST, 10, 30), (R.GATED, 7, 30),
]  # fmt: skip


@pytest.fixture
def story(session: Session) -> Story:
    """Rows without the money that belongs to them: no books to check."""
    return tell(session)


def derived(story: Story, order: Order, **lag: float) -> balances.Stated:
    """Our own arithmetic."""
    return balances.derived(order, loaded_at=None, lag=timedelta(**lag))


def sent(story: Story, rule: Stacking, **card: object) -> Order:
    """A renewal that was sent to the carrier."""
    story.plan = rows.plan(story.session, stacking=rule)
    story.card = rows.card(story.session, story.owner, **{"ends_at": rows.NOW + 8 * DAY, **card})
    baseline = {"baseline_total_bytes": story.card.total_bytes, "baseline_ends_at": story.card.ends_at}
    more = {**baseline, "baseline_days": 30, "top_up_sent_at": rows.NOW}
    return rows.order(story.session, story.card, story.plan, "crediting", **more)


@pytest.mark.parametrize(("rule", "total_gb", "days"), AFTER)
def test_each_rule(story: Story, rule: Stacking, total_gb: int, days: int) -> None:
    stated = derived(story, sent(story, rule))
    assert (stated.total_bytes, stated.ends_at) == (total_gb * GB, rows.NOW + days * DAY)
    assert (stated.used_bytes, stated.validity_days, stated.is_derived) == (2 * GB, 60, True)


@pytest.mark.parametrize("rule", sorted(Stacking))
def test_what_had_ended_is_gone(story: Story, rule: Stacking) -> None:
    stated = derived(story, sent(story, rule, ends_at=rows.NOW - DAY))
    assert (stated.total_bytes, stated.ends_at) == (7 * GB, rows.NOW + 30 * DAY)


def test_a_card_that_has_not_begun_has_no_end_yet(story: Story) -> None:
    stated = derived(story, sent(story, R.EXTEND, ends_at=None))
    assert (stated.ends_at, stated.validity_days) == (None, 60)


@pytest.mark.parametrize(("rule", "is_said"), [(R.EXTEND, False), (R.RESET, True)])
def test_an_end_that_is_not_the_promised_one_is_journaled_and_known(
    story: Story, rule: Stacking, is_said: bool
) -> None:
    story.plan = rows.plan(story.session, stacking=rule)
    order = story.credit(story.pay())
    assert (order.end_moved_by is not None) == is_said
    journal = [line.evidence for line in orders.journal(story.session, order.id) if line.event == "topped_up"]
    assert ("promised_ends_at" in journal[0]) == is_said
