"""A message is a row first; it is sent at least once and, whatever gets lost, at most twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.services.stories import Story, render
from tmcard.domain.messages import MAX_TRIES, Channel
from tmcard.domain.ports import Attachment, Busy, NotSent, Refused, Unknown
from tmcard.services import messaging
from tmcard.services.messaging import Letter
from tmcard.store import messages
from tmcard.store.models import Message
from tmcard.store.transactions import release, write


def test_a_queued_message_is_sent(story: Story, database_kind: str) -> None:
    message_id = queued(story)
    assert deliver(story, message_id) == "sent"
    sent = stored(story, message_id)
    assert (sent.sent_at, sent.vendor_ref, sent.next_at) == (story.clock(), "mail-1", None)


def test_the_same_thing_is_queued_once(story: Story) -> None:
    assert queued(story) == queued(story)
    assert story.session.scalar(select(func.count(Message.id))) == 1


def test_a_sent_message_is_not_sent_again(story: Story) -> None:
    message_id = queued(story)
    deliver(story, message_id)
    assert deliver(story, message_id) == "sent"
    assert len(story.mailer.sent) == 1


def test_what_is_attached_goes_along(story: Story) -> None:
    file = Attachment("TM-2026-000001.pdf", "application/pdf", b"%PDF")
    tools = (story.session, story.mailer, story.texter)
    messaging.deliver(*tools, lambda message: Letter("", "", "", (file,)), queued(story), story.clock)
    assert story.mailer.sent[0].attachments == (file,)


def test_workers_at_once_send_once(story: Story, database_kind: str) -> None:
    message_id = queued(story)
    story.together(lambda other: deliver(other, message_id))
    assert len(story.mailer.sent) == 1


def test_the_same_mail_twice_can_be_seen_to_be_the_same(story: Story) -> None:
    message_id = queued(story)
    story.mailer.lose("send", Unknown("broken"))
    assert deliver(story, message_id) == "queued"
    story.clock.tick(seconds=7)
    assert deliver(story, message_id) == "sent"
    assert len({mail.message_id for mail in story.mailer.sent}) == 1


def test_a_message_of_unknown_fate_is_sent_twice_at_most(story: Story) -> None:
    message_id = queued(story, channel=Channel.SMS)
    story.texter.lose("send", *[Unknown("timeout")] * 9)
    for _ in range(9):
        deliver(story, message_id)
        story.clock.tick(hours=2)
    assert stored(story, message_id).status == "failed"
    assert len(story.texter.sent) == 2


def test_a_message_that_surely_did_not_leave_does_not_use_up_its_second_time(story: Story) -> None:
    message_id = queued(story)
    story.mailer.fail("send", Unknown("broken"), NotSent("no_connection"), Busy("busy"))
    for _ in range(4):
        status = deliver(story, message_id)
        story.clock.tick(hours=2)
    assert status == "sent"


@pytest.mark.parametrize("error", [NotSent("no_connection"), Busy("busy"), Refused("misconfigured", permanent=False)])
def test_what_did_not_leave_is_tried_again(story: Story, error: Exception) -> None:
    message_id = queued(story)
    story.mailer.fail("send", error)
    assert deliver(story, message_id) == "queued"
    story.clock.tick(seconds=7)
    assert deliver(story, message_id) == "sent"


def test_a_busy_server_is_left_alone_as_long_as_it_asks(story: Story) -> None:
    message_id = queued(story)
    story.mailer.fail("send", Busy("busy", retry_after_seconds=300))
    deliver(story, message_id)
    assert stored(story, message_id).next_at == story.clock() + timedelta(minutes=5)


def test_an_address_that_does_not_exist_is_given_up(story: Story) -> None:
    message_id = queued(story)
    story.mailer.fail("send", Refused("unknown_address"))
    assert deliver(story, message_id) == "failed"
    given_up = stored(story, message_id)
    assert (given_up.failure, given_up.next_at) == ("unknown_address", None)


def test_a_message_is_not_tried_for_ever(story: Story) -> None:
    message_id = queued(story)
    story.mailer.fail("send", *[NotSent("no_connection")] * 99)
    for _ in range(MAX_TRIES + 3):
        deliver(story, message_id)
        story.clock.tick(hours=2)
    assert stored(story, message_id).status == "failed"
    assert story.mailer.calls.count("send") == MAX_TRIES


def test_a_killed_senders_message_goes_out_when_its_lease_ends(story: Story) -> None:
    message_id = queued(story)
    story.mailer.meanwhile("send", _die)
    with pytest.raises(SystemExit):
        deliver(story, message_id)
    story.session.rollback()
    assert deliver(story, message_id) == "sending"
    story.sweep(seconds=61)
    assert len(story.mailer.sent) == 1


def test_a_sender_that_overslept_writes_nothing(story: Story, database_kind: str) -> None:
    message_id = queued(story)

    def oversleep() -> None:
        story.clock.tick(seconds=61)
        story.elsewhere(lambda other: deliver(other, message_id))
        story.mailer.fail("send", Refused("unknown_address"))

    story.mailer.meanwhile("send", oversleep)
    assert deliver(story, message_id) == "sent"


def queued(story: Story, **changes: Any) -> int:
    """A message to a payer."""
    facts: dict[str, Any] = {"key": "receipt:1", "kind": "receipt", "channel": Channel.EMAIL, "locale": "en"}
    facts |= {"recipient": "payer@example.com", "zone": "UTC", "facts": {}, "now": story.clock()}
    with write(story.session, "queued"):
        return messaging.queue(story.session, **{**facts, **changes})


def deliver(story: Story, message_id: int) -> str:
    """A worker turns to the message."""
    status = messaging.deliver(story.session, story.mailer, story.texter, render, message_id, story.clock)
    release(story.session)
    return status


def stored(story: Story, message_id: int) -> Message:
    """The message as the database has it now."""
    return messages.by_id(story.session, message_id)


def _die() -> None:
    raise SystemExit


def test_nothing_is_held_while_the_words_are_found(story: Story, database_kind: str) -> None:
    message_id, seen = queued(story), []

    def words(message: Message) -> Letter:
        seen.append(story.session.in_transaction())
        return render(message)

    messaging.deliver(story.session, story.mailer, story.texter, words, message_id, story.clock)
    assert seen == [False]


def test_a_mail_is_known_by_a_name_that_nobody_can_guess_at_our_own_host(story: Story) -> None:
    office = messaging.Office(host="card.example")
    messaging.deliver(story.session, story.mailer, story.texter, render, queued(story), story.clock, office)
    mail = story.mailer.sent[0]
    assert re.fullmatch(r"<[0-9A-Z]{16}@card\.example>", mail.message_id)
    assert mail.headers == {"Auto-Submitted": "auto-generated"}
