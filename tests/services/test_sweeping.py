"""The sweeper finds what others dropped, and one bad row does not stop the rest."""

import threading
from typing import Any

import pytest

from tests import rows
from tests.fakes import FakeMailer
from tests.services.stories import Story, know
from tmcard.domain.messages import Channel
from tmcard.domain.ports import Mail
from tmcard.services import messaging, sweeping
from tmcard.store.transactions import write


class Hanging(FakeMailer):
    """A mail server that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()

    def send(self, mail: Mail) -> str:
        """Say that a mail is on its way, and wait."""
        self.has_begun.set()
        self.may_go_on.wait(10)
        return super().send(mail)


def send_letters(story: Story) -> int:
    """The letters' round."""
    return sweeping.send_letters(story.session, story.tools)


def test_a_renewal_goes_through_in_one_sweep(story: Story, database_kind: str) -> None:
    payment = story.approve()
    story.sweep(seconds=7)
    order = story.order(payment.order_id)
    assert order.status == "credited"
    assert [mail.to for mail in story.mailer.sent] == ["payer@example.com"]


def test_a_finished_world_is_left_alone(story: Story) -> None:
    story.approve()
    story.sweep(seconds=7)
    assert story.sweep(days=30) == 0


def test_sweepers_at_once_do_everything_once(story: Story, database_kind: str) -> None:
    story.approve()
    story.clock.tick(seconds=7)
    story.together(lambda other: other.sweep())
    story.sweep(seconds=61)
    assert len(story.gateway.takes) == len(story.carrier.top_ups) == len(story.mailer.sent) == 1


def test_rows_are_driven_without_their_letters_which_have_a_round_of_their_own(story: Story) -> None:
    payment = story.approve()
    story.clock.tick(seconds=7)
    assert sweeping.drive_due(story.session, story.tools) == 1
    assert (story.order(payment.order_id).status, story.mailer.sent) == ("credited", [])
    assert sweeping.send_letters(story.session, story.tools) == len(story.mailer.sent) == 1


def test_a_mail_server_that_hangs_keeps_no_renewal_waiting(story: Story, database_kind: str) -> None:
    story.mailer = hanging = Hanging()
    other = rows.card(story.session, story.owner)
    know(story, other)
    first, second = story.approve(), story.quote(card_ref=other.ref)
    story.clock.tick(seconds=7)
    sweeping.drive_due(story.session, story.tools)
    office = threading.Thread(target=story.elsewhere, args=(send_letters,))
    office.start()
    assert hanging.has_begun.wait(10)
    story.approve(second)
    story.clock.tick(seconds=7)
    sweeping.drive_due(story.session, story.tools)
    assert (office.is_alive(), hanging.sent) == (True, [])
    hanging.may_go_on.set()
    office.join()
    assert {story.order(key).status for key in (first.order_id, second.id)} == {"credited"}


def test_a_refund_follows_in_the_same_drive(story: Story) -> None:
    order = story.pay()
    story.carrier.profiles.clear()
    sweeping.drive(story.session, story.tools, "order", order.id)
    assert story.order(order.id).status == "refunded"


@pytest.mark.parametrize("kind", ["payment", "order", "message", "card"])
def test_a_drive_of_nothing_never_raises(story: Story, kind: str) -> None:
    sweeping.drive(story.session, story.tools, kind, 404)


def test_a_row_that_breaks_does_not_stop_the_others(story: Story) -> None:
    broken, sound = story.approve(), story.approve()
    story.gateway.fail("read", ZeroDivisionError())
    story.sweep(seconds=7)
    assert sorted(story.payment(p.id).status for p in (broken, sound)) == ["captured", "created"]


def test_an_unpaid_order_ends_after_its_time(story: Story) -> None:
    order = story.quote()
    story.sweep(hours=24)
    ended = story.order(order.id)
    assert (ended.status, ended.ended_at, ended.next_at) == ("expired", story.clock(), None)


def test_a_nudge_does_not_end_an_order_before_its_time(story: Story) -> None:
    order = story.quote()
    sweeping.drive(story.session, story.tools, "order", order.id)
    assert story.order(order.id).status == "open"


def test_an_order_does_not_end_while_its_payment_is_open(story: Story) -> None:
    order = story.quote()
    payment = story.begin(order)
    payment.expires_at = story.clock().replace(year=2027)
    story.session.commit()
    story.sweep(hours=25)
    assert story.order(order.id).status == "open"


def test_a_late_approval_of_an_expired_order_takes_nothing(story: Story) -> None:
    payment = story.begin()
    story.sweep(hours=3)
    story.sweep(hours=22)
    story.gateway.approve(payment.checkout_id or "")
    story.settle(payment)
    assert story.order(payment.order_id).status == "expired"
    assert story.gateway.takes == []


def test_a_person_is_told_of_a_capture_that_hangs(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", *[ZeroDivisionError()] * 20)
    for _ in range(5):
        story.sweep(minutes=5)
    assert story.payment(payment.id).status == "capturing"
    assert story.letters(story.order(payment.order_id)) == ["alert"]


def test_messages_are_sent_by_their_channel(story: Story) -> None:
    with write(story.session, "queued"):
        for channel, to in ((Channel.SMS, "+8613800138000"), (Channel.EMAIL, "a@example.com")):
            facts: dict[str, Any] = {"kind": "test", "channel": channel, "recipient": to, "facts": {}}
            facts |= {"locale": "en", "zone": "UTC"}
            messaging.queue(story.session, key=channel, now=story.clock(), **facts)
    story.sweep()
    assert [to for to, _ in story.texter.sent] == ["+8613800138000"]
    assert [mail.to for mail in story.mailer.sent] == ["a@example.com"]
