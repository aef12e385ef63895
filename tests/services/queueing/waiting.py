"""A renewal that is paid and waits, as the stories of these tests begin."""

from dataclasses import replace
from datetime import timedelta

from tests.services.stories import Story
from tmcard.domain.orders import OrderStatus
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.services import queueing
from tmcard.store.models import Order

#: Half an hour before the card of every story ends.
BEFORE_THE_END = timedelta(minutes=30)


def queued(story: Story) -> Order:
    """The money is taken; the plan is to follow on the running one."""
    return story.pay(story.quote(starts="queued"))


def wait_for_the_end(story: Story) -> None:
    """The running plan is about to end."""
    if story.card.ends_at is not None:
        story.clock.now = story.card.ends_at - BEFORE_THE_END


def leave(story: Story, megabytes: int) -> None:
    """The carrier knows that no more than this is left on the card."""
    profile = story.carrier.profiles[story.card.carrier_ref]
    used_bytes = profile.total_bytes - megabytes * BYTES_PER_MB
    story.carrier.profiles[profile.carrier_ref] = replace(profile, used_bytes=used_bytes)


def watch(story: Story, order: Order) -> OrderStatus:
    """The worker looks at it."""
    return queueing.watch(story.session, {"esimaccess": story.carrier}, order.id, story.clock)


def cancel(story: Story, order: Order) -> bool:
    """The owner cancels it."""
    return queueing.cancel(story.session, order.id, story.clock())
