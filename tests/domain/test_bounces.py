"""What mail servers write when a mail did not arrive, and what only looks like it."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain import bounces
from tmcard.domain.bounces import Bounce

#: As Postfix writes them; Exchange sends the whole mail along instead of its headers.
NOTICE = """\
From: MAILER-DAEMON@mail.example
To: noreply@tmcard.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

<anna@example.com>: host mx.example.com said: 550 {status} User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; anna@example.com
Action: {action}
Status: {status}

--b
Content-Type: {copied}

Message-ID: <0123456789ABCDEF@tmcard.example>
Subject: 3 days left
{rest}
--b--
"""


def notice(status: str = "5.1.1", action: str = "failed", copied: str = "text/rfc822-headers", rest: str = "") -> bytes:
    """A notification about our mail."""
    return NOTICE.format(status=status, action=action, copied=copied, rest=rest).encode()


@pytest.mark.parametrize("copied", ["text/rfc822-headers", "message/rfc822"])
def test_a_notification_names_our_mail_and_why(copied: str) -> None:
    assert bounces.read(notice(copied=copied)) == Bounce("0123456789ABCDEF", "5.1.1")


@pytest.mark.parametrize(
    ("status", "is_final", "is_gone"),
    [
        ("5.1.1", True, True),
        ("5.1.2", True, True),
        ("5.2.1", True, True),
        ("5.2.2", True, False),  # the box is full
        ("5.7.1", True, False),  # they do not like us
        ("5.6.0", True, False),
        ("4.4.1", False, False),
        ("2.0.0", False, False),
    ],
)
def test_what_is_lost_and_what_is_gone_are_two_things(status: str, is_final: bool, is_gone: bool) -> None:
    bounce = bounces.read(notice(status))
    assert bounce is not None
    assert (bounce.is_final, bounce.is_gone) == (is_final, is_gone)


def test_an_answer_from_a_person_on_holiday_is_no_bounce() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["In-Reply-To"] = "Out of office", "<0123456789ABCDEF@tmcard.example>"
    mail.set_content("Status: 5.1.1\nMessage-ID: <0123456789ABCDEF@tmcard.example>\n")
    assert bounces.read(mail.as_bytes()) is None


@pytest.mark.parametrize("broken", [b"", b"\xff\x00", b"Content-Type: multipart/report\n\nnothing", notice()[:400]])
def test_a_broken_notification_says_nothing(broken: bytes) -> None:
    assert bounces.read(broken) is None


def test_a_notification_without_our_message_id_says_nothing() -> None:
    assert bounces.read(notice().replace(b"Message-ID: <0123", b"Message-ID: 0123")) is None


@given(st.binary(max_size=300))
def test_no_mail_makes_it_stumble(tail: bytes) -> None:
    bounces.read(notice()[:500] + tail)
    bounces.read(tail)
