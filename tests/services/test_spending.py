"""Texts cost money: what a day may cost is counted before anything is handed over."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from tests.services.stories import STAFF, Story, render
from tmcard.domain.ports import NotSent, Unknown
from tmcard.domain.texting import Texting
from tmcard.services import messaging
from tmcard.services.messaging import Letter, Office
from tmcard.store import messages
from tmcard.store.models import Message
from tmcard.store.transactions import release, write

_numbers = count(1)
CN, GB, US = "+8613800138{:03}", "+447400123{:03}", "+12015550{:03}"


def office(**rules: Any) -> Office:
    """With rules for texts."""
    return Office(Texting(**rules), "tmcard.example", STAFF)


def send(story: Story, office: Office, to: str, kind: str = "code", text: str = "") -> Message:
    """Queue one text and have the worker send it."""
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "now": story.clock()}
    with write(story.session, "queued"):
        made = messaging.queue(story.session, key=f"m{next(_numbers)}", kind=kind, channel="sms", recipient=to, **facts)
    return deliver(story, office, made, text)


def deliver(story: Story, office: Office, message_id: int, text: str = "") -> Message:
    """The worker turns to it."""
    words = (lambda message: Letter("", text, "")) if text else render
    ways = (story.mailer, story.texter, words)
    messaging.deliver(story.session, *ways, message_id, story.clock, office)
    found = messages.by_id(story.session, message_id)
    release(story.session)
    return found


def fates(story: Story, office: Office, numbers: Iterator[str], kind: str = "code") -> list[str | None]:
    """Why each was not sent; None for those that were."""
    return [send(story, office, number, kind).failure for number in numbers]


def test_one_number_gets_so_many_a_day(story: Story, database_kind: str) -> None:
    rules = office(per_number=2)
    assert fates(story, rules, iter([GB.format(1)] * 3)) == [None, None, "capped_number"]
    assert send(story, rules, GB.format(2)).status == "sent"
    story.clock.tick(hours=25)
    assert send(story, rules, GB.format(1)).status == "sent"


def test_one_country_gets_so_many_a_day_and_others_go_on(story: Story, database_kind: str) -> None:
    rules = office(caps={"GB": 2, "*": 100})
    assert fates(story, rules, map(GB.format, range(3))) == [None, None, "capped_country"]
    assert send(story, rules, US.format(100)).status == "sent"


def test_a_day_costs_so_much_at_most(story: Story, database_kind: str) -> None:
    rules = office(costs={"*": 1000}, budgets={"*": 3500})
    long = send(story, rules, GB.format(1), text="x" * 161)
    assert (long.segments, long.cost_e4) == (2, 2000)
    assert fates(story, rules, map(GB.format, range(2, 4))) == [None, "capped_cost"]


def test_reminders_leave_room_for_codes(story: Story) -> None:
    rules = office(caps={"*": 5})
    assert fates(story, rules, map(GB.format, range(5)), "reminder") == [None] * 4 + ["capped_country"]
    assert send(story, rules, GB.format(9)).status == "sent"


def test_a_capped_code_is_given_up_and_a_receipt_waits(story: Story) -> None:
    rules = office(caps={"*": 0})
    assert send(story, rules, GB.format(1)).status == "failed"
    waiting = send(story, rules, GB.format(2), "receipt")
    assert (waiting.status, waiting.failure) == ("queued", "capped_country")
    story.clock.tick(hours=1)
    assert deliver(story, office(), waiting.id).status == "sent"


def test_what_is_capped_is_not_handed_over_and_not_counted(story: Story) -> None:
    send(story, office(per_number=5, caps={"*": 0}), GB.format(1))
    assert story.texter.sent == []
    assert fates(story, office(per_number=1), iter([GB.format(1)] * 2)) == [None, "capped_number"]


def test_staff_hear_once_a_day_of_each_capped_country(story: Story, database_kind: str) -> None:
    rules = office(caps={"*": 0})
    fates(story, rules, map(GB.format, range(3)))
    send(story, rules, US.format(100))
    told = list(story.session.scalars(select(Message).where(Message.kind == "capped")))
    assert [(each.recipient, each.facts["region"]) for each in told] == [(STAFF, "GB"), (STAFF, "US")]
    release(story.session)
    story.clock.tick(days=1)
    send(story, rules, GB.format(5))
    assert len(list(story.session.scalars(select(Message).where(Message.kind == "capped")))) == 3
    release(story.session)


def test_staff_hear_nothing_of_one_number(story: Story) -> None:
    send(story, office(per_number=0), GB.format(1))
    assert not list(story.session.scalars(select(Message).where(Message.kind == "capped")))
    release(story.session)


def test_mainland_numbers_get_no_wording_that_is_not_registered(story: Story) -> None:
    rules = office(registered={"CN": frozenset({"code"})})
    assert send(story, rules, CN.format(1), "reminder").failure == "no_registered_wording"
    assert send(story, rules, CN.format(1)).status == "sent"
    assert send(story, rules, GB.format(1), "reminder").status == "sent"


@pytest.mark.parametrize(("error", "counted"), [(NotSent("no_connection"), 1), (Unknown("timeout"), 2)])
def test_a_second_try_counts_only_if_the_first_may_have_cost_something(
    story: Story, error: Exception, counted: int
) -> None:
    story.texter.fail("send", error)
    first = send(story, office(per_number=9), GB.format(1))
    story.clock.tick(minutes=1)
    assert deliver(story, office(per_number=counted), first.id).status == "sent"
    assert send(story, office(per_number=counted), GB.format(1)).failure == "capped_number"


def test_workers_at_once_do_not_pass_a_cap(story: Story, database_kind: str) -> None:
    rules = office(caps={"*": 2})
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "now": story.clock(), "channel": "sms"}
    with write(story.session, "queued"):
        made = [
            messaging.queue(story.session, key=f"k{n}", kind="code", recipient=GB.format(n), **facts) for n in range(4)
        ]
    left = iter(made)
    story.together(lambda other: deliver(other, rules, next(left)))
    assert len(story.texter.sent) == 2
