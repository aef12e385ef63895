"""A look by the staff brings an order as far as the worker would, sooner, and the journal says who asked."""

from dataclasses import dataclass, field

from tests.fake_carriers import FakeCarrier
from tests.fakes import FakeDisputes, FakePayments
from tests.services.stories import Story
from tmcard.domain.ports import Unknown
from tmcard.domain.states import Act
from tmcard.services import refunding
from tmcard.services.staffing import looking
from tmcard.store import disputes, orders
from tmcard.store.models import Order
from tmcard.store.transactions import release, write

ACTOR = "staff:lin"


@dataclass(frozen=True)
class Ways:
    """The ways out, in memory."""

    payments: FakePayments
    carriers: dict[str, FakeCarrier]
    disputes: FakeDisputes = field(default_factory=FakeDisputes)


def _look(story: Story, order: Order) -> Ways:
    ways = Ways(story.gateway, {"esimaccess": story.carrier})
    looking.look(story.session, ways, order.id, actor=ACTOR, clock=story.clock)
    return ways


def _journal(story: Story, order: Order) -> list[tuple[str, str]]:
    lines = orders.journal(story.session, order.id)
    release(story.session)
    return [(line.event, line.actor) for line in lines]


def test_a_capture_whose_answer_was_lost_is_found_and_delivered(story: Story, database_kind: str) -> None:
    payment = story.approve()
    story.gateway.lose("capture", Unknown("timeout"))
    order = story.settle(payment).order
    _look(story, order)
    assert story.order(order.id).status == "credited"
    assert {("looked_at", ACTOR), ("captured", ACTOR)} <= set(_journal(story, order))


def test_a_refund_that_was_asked_for_is_carried_out(story: Story, database_kind: str) -> None:
    order = story.credit(story.pay())
    payment = story.attempts(order)[0]
    facts = {"reason": "goodwill", "note": "", "actor": ACTOR, "form_token": "t"}
    refunding.ask(story.session, payment.id, amount=None, now=story.clock(), **facts)
    _look(story, order)
    assert len(story.gateway.money_back) == 1
    assert ("given_back", "worker") in _journal(story, order)


def test_a_dispute_is_asked_about(story: Story) -> None:
    order = story.credit(story.pay())
    with write(story.session, "disputed"):
        disputes.report(story.session, "PP-D-1", story.attempts(order)[0], Act("webhook", story.clock()))
    assert _look(story, order).disputes.calls == ["read"]


def test_looking_again_changes_nothing_but_the_journal(story: Story, database_kind: str) -> None:
    order = story.pay()
    for _ in range(3):
        _look(story, order)
    assert (len(story.gateway.takes), len(story.carrier.top_ups)) == (1, 1)
    assert [event for event, _ in _journal(story, order)].count("topped_up") == 1


def test_what_somebody_else_is_at_is_left_to_them(story: Story, database_kind: str) -> None:
    payment = story.approve()
    story.gateway.meanwhile("capture", lambda: story.elsewhere(lambda own: _look(own, payment.order)))
    story.settle(payment)
    assert len(story.gateway.takes) == 1
