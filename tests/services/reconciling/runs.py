"""Runs of the comparison over a story, and how stories come to differ from the payment service's account."""

from datetime import timedelta

from tests.services.stories import Story
from tmcard.domain.ports import Refused, Unknown
from tmcard.services import reconciling
from tmcard.services.reconciling import Report
from tmcard.store.models import Payment


def run(story: Story, *, fix: bool = False, hours: int = 24) -> Report:
    """Compare the last day, or so many hours."""
    return reconciling.reconcile(story.session, story.tools, story.clock() - timedelta(hours=hours), fix=fix)


def codes(report: Report) -> list[str]:
    """What is listed, in its order."""
    return [each.code for each in report.differences]


def unclear(story: Story) -> Payment:
    """The money was taken, the answer lost."""
    payment = story.approve()
    story.gateway.lose("capture", Unknown("timeout"))
    return story.settle(payment)


def given_up(story: Story) -> Payment:
    """A payment whose renewal could not be delivered: its refund has begun."""
    story.carrier.fail("top_up", Refused("plan_gone"))
    return story.attempts(story.credit(story.pay()))[0]


def captured(story: Story) -> Payment:
    """A payment whose renewal waits for its top-up."""
    return story.attempts(story.pay())[0]
