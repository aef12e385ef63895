"""What is heard of a message later: mails that come back, reports about texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests import rows
from tests.domain.test_bounces import notice
from tests.rows import NOW
from tests.services.stories import Story, render
from tmcard.domain.ports import Fate, Refused, TextReport
from tmcard.services import bouncing, messaging
from tmcard.store import messages, owners
from tmcard.store.models import Message, Owner
from tmcard.store.transactions import release, write

ADDRESS = "anna@example.com"


@dataclass
class FakeReports:
    """`ports.TextReports` that says what a test wants."""

    answer: TextReport | Refused

    def read(self, headers: Any, form: Sequence[tuple[str, str]]) -> TextReport:
        """The report."""
        if isinstance(self.answer, Refused):
            raise self.answer
        return self.answer


@pytest.fixture
def owner(story: Story) -> Owner:
    """Somebody whose address is proven."""
    return rows.owner(story.session, email=ADDRESS, email_verified_at=NOW)


def sent(story: Story, owner: Owner, channel: str = "email", to: str = "", kind: str = "password_changed") -> Message:
    """A message that was handed over."""
    to = to or (ADDRESS if channel == "email" else owner.msisdn)
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "now": NOW, "owner_id": owner.id}
    with write(story.session, "queued"):
        key = f"{kind}:{channel}:{to}"
        made = messaging.queue(story.session, key=key, kind=kind, channel=channel, recipient=to, **facts)
    messaging.deliver(story.session, story.mailer, story.texter, render, made, story.clock)
    return now(story, made)


def now(story: Story, message_id: int) -> Message:
    """The message as the database has it now."""
    found = messages.by_id(story.session, message_id)
    release(story.session)
    return found


def marks(story: Story, owner: Owner) -> tuple[bool, bool]:
    """Whether mail, and whether texts, count as coming back."""
    found = owners.by_id(story.session, owner.id)
    release(story.session)
    assert found is not None
    return found.email_refused_at is not None, found.phone_refused_at is not None


def bounce(story: Story, message: Message, status: str = "5.1.1") -> str:
    """A mail server says that it did not arrive."""
    raw = notice(status).replace(b"0123456789ABCDEF", (message.ref or "").encode())
    return bouncing.hear_bounce(story.session, raw, story.clock())


def report(story: Story, fate: Fate, vendor_ref: str, code: str = "") -> bool:
    """The SMS service says what became of a text."""
    return bouncing.hear_report(story.session, FakeReports(TextReport(vendor_ref, fate, code)), {}, [], story.clock())


def test_a_mail_that_comes_back_is_noted_once(story: Story, owner: Owner, database_kind: str) -> None:
    message = sent(story, owner)
    assert [bounce(story, message) for _ in range(2)] == ["noted", "known"]
    assert (now(story, message.id).bounce, marks(story, owner)) == ("address_refused 5.1.1", (True, False))


def test_a_full_box_is_noted_and_the_address_stays_good(story: Story, owner: Owner) -> None:
    message = sent(story, owner)
    assert bounce(story, message, "5.2.2") == "noted"
    assert (now(story, message.id).bounce, marks(story, owner)) == ("returned 5.2.2", (False, False))


def test_a_delay_is_no_bounce(story: Story, owner: Owner) -> None:
    message = sent(story, owner)
    assert bounce(story, message, "4.4.1") == "not_final"
    assert now(story, message.id).bounced_at is None


def test_a_bounce_of_an_address_that_was_changed_since_says_nothing_of_the_new_one(story: Story, owner: Owner) -> None:
    message = sent(story, owner)
    with write(story.session, "changed"):
        owners.put(story.session, owner.id, email="new@example.com")
    assert bounce(story, message) == "noted"
    assert marks(story, owner) == (False, False)


def test_nobody_can_turn_mail_off_by_guessing_names(story: Story, owner: Owner) -> None:
    message = sent(story, owner)
    for name in ("0123456789ABCDEF", str(message.id), message.key.partition("@")[0]):
        raw = notice().replace(b"0123456789ABCDEF", name.encode())
        assert bouncing.hear_bounce(story.session, raw, NOW) == "not_ours"
    assert marks(story, owner) == (False, False)


def test_what_is_no_notification_is_left_alone(story: Story) -> None:
    assert bouncing.hear_bounce(story.session, b"Subject: Out of office\n\nBack on Monday", NOW) == "no_notification"


def test_a_text_that_arrived_is_noted_and_clears_the_number(story: Story, owner: Owner, database_kind: str) -> None:
    message = sent(story, owner, "sms")
    with write(story.session, "refused"):
        owners.mark_refused(story.session, owner.id, "sms", owner.msisdn, NOW)
    assert [report(story, Fate.DELIVERED, message.vendor_ref or "") for _ in range(2)] == [True, False]
    assert (now(story, message.id).delivered_at, marks(story, owner)) == (NOW, (False, False))


def test_a_number_that_is_no_phone_is_noted(story: Story, owner: Owner, database_kind: str) -> None:
    message = sent(story, owner, "sms")
    assert report(story, Fate.LOST, message.vendor_ref or "", "number_unreachable")
    assert (now(story, message.id).bounce, marks(story, owner)) == ("number_unreachable", (False, True))


def test_a_text_that_was_lost_for_another_reason_says_nothing_of_the_number(story: Story, owner: Owner) -> None:
    message = sent(story, owner, "sms")
    assert report(story, Fate.LOST, message.vendor_ref or "", "text_refused")
    assert marks(story, owner) == (False, False)


def test_reports_about_texts_of_others_change_nothing(story: Story, owner: Owner) -> None:
    mail = sent(story, owner)
    for vendor_ref in ("SM-unknown", mail.vendor_ref or ""):
        assert not report(story, Fate.LOST, vendor_ref, "number_unreachable")
    assert marks(story, owner) == (False, False)


def test_a_text_on_its_way_is_no_news(story: Story, owner: Owner) -> None:
    message = sent(story, owner, "sms")
    assert not report(story, Fate.UNDER_WAY, message.vendor_ref or "")


def test_a_forged_report_is_refused(story: Story) -> None:
    with pytest.raises(Refused):
        bouncing.hear_report(story.session, FakeReports(Refused("forged")), {}, [], NOW)


@pytest.mark.parametrize(
    ("channel", "code", "marked"),
    [
        ("email", "address_refused", (True, False)),
        ("email", "policy_refused", (False, False)),
        ("sms", "number_unreachable", (False, True)),
        ("sms", "text_refused", (False, False)),
    ],
)
def test_a_definite_no_at_the_door_marks_the_way(
    story: Story, owner: Owner, channel: str, code: str, marked: tuple[bool, bool]
) -> None:
    (story.mailer if channel == "email" else story.texter).fail("send", Refused(code))
    assert sent(story, owner, channel).status == "failed"
    assert marks(story, owner) == marked


def test_a_refused_receipt_to_another_address_says_nothing_of_the_owners_own(story: Story, owner: Owner) -> None:
    story.mailer.fail("send", Refused("address_refused"))
    sent(story, owner, to="payer@example.com", kind="receipt")
    assert marks(story, owner) == (False, False)


def test_a_moment_of_trouble_marks_nothing(story: Story, owner: Owner) -> None:
    story.mailer.fail("send", Refused("address_refused", permanent=False))
    sent(story, owner)
    assert marks(story, owner) == (False, False)
