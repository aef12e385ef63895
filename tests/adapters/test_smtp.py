"""E-mail over SMTP, against a mail server that says what a test tells it to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.post_office import PostOffice, open_office
from tmcard.adapters.smtp import SmtpMailer
from tmcard.domain.ports import Attachment, Busy, Mail, Mailer, NotSent, Refused, Unknown

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
MAIL = Mail(
    to="li@example.com",
    subject="您的续费已到账 · your renewal has arrived, with data for thirty more days",
    text="Hello\n你好\n.\n",
    html="<p>Hello</p>",
    message_id="abc@tmcard.example",
    headers={"List-Unsubscribe": "<https://tmcard.example/u/" + "x" * 120 + ">"},
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as opened:
        yield opened


@pytest.fixture
def mailer(office: PostOffice) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{office.port}", "T-M card <no-reply@tmcard.example>", now=lambda: NOW)


def test_adapter_is_a_mailer(mailer: SmtpMailer) -> None:
    port: Mailer = mailer
    assert port


def test_mail_is_handed_over_whole(office: PostOffice, mailer: SmtpMailer) -> None:
    assert mailer.send(MAIL) == "2.0.0 Ok: queued as 4F1"
    mail = office.mail
    assert (mail["To"], mail["From"]) == ("li@example.com", "T-M card <no-reply@tmcard.example>")
    assert (mail["Subject"], mail["Message-ID"]) == (MAIL.subject, "<abc@tmcard.example>")
    assert mail["Date"] == "Sun, 22 Nov 2026 06:05:00 +0000"
    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
    assert [body.get_content().splitlines()[0] for body in bodies if body] == ["Hello", "<p>Hello</p>"]


def test_a_file_goes_along_unharmed_beside_both_bodies(office: PostOffice, mailer: SmtpMailer) -> None:
    content = bytes(range(256)) * 40
    mailer.send(replace(MAIL, attachments=(Attachment("TM-2026-000001.pdf", "application/pdf", content),)))
    (file,) = office.mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("TM-2026-000001.pdf", "application/pdf")
    assert file.get_content() == content
    bodies = [office.mail.get_body((kind,)) for kind in ("plain", "html")]
    assert [body.get_content().splitlines()[0] for body in bodies if body] == ["Hello", "<p>Hello</p>"]


def test_envelope_names_one_sender_and_one_recipient(office: PostOffice, mailer: SmtpMailer) -> None:
    mailer.send(MAIL)
    assert [c for c in office.commands if c[:4] in ("mail", "rcpt", "MAIL", "RCPT")] == [
        "mail FROM:<no-reply@tmcard.example>",
        "rcpt TO:<li@example.com>",
    ]


def test_long_address_in_a_header_stays_whole(office: PostOffice, mailer: SmtpMailer) -> None:
    """RFC 8058: a List-Unsubscribe in encoded words is one that mail programs do not show."""
    mailer.send(MAIL)
    assert f"List-Unsubscribe: {MAIL.headers['List-Unsubscribe']}\r\n".encode() in office.texts[0]


@pytest.mark.parametrize(
    "change",
    [
        {"to": "li@example.com\r\nBcc: thief@evil.example"},
        {"to": "li@example.com, thief@evil.example"},
        {"to": "li@example.com>, <thief@evil.example"},
        {"to": "not an address"},
        {"to": ""},
        {"to": "李@example.com"},
        {"subject": "Hello\r\nBcc: thief@evil.example"},
        {"subject": "Hello\nX: y"},
        {"message_id": "a@b>\r\nBcc: <thief@evil.example"},
        {"headers": {"X-A": "a\r\nBcc: thief@evil.example"}},
        {"headers": {"X-A: b\r\nBcc": "thief@evil.example"}},
        {"headers": {"Bcc": "thief@evil.example"}},
        {"headers": {"To": "thief@evil.example"}},
    ],
)
def test_header_injection_is_refused(office: PostOffice, mailer: SmtpMailer, change: Any) -> None:
    """Checklist 7: a line break never makes a header or a recipient; nothing is even connected."""
    with pytest.raises(Refused, match="malformed"):
        mailer.send(replace(MAIL, **change))
    assert office.commands == []


@pytest.mark.parametrize(
    ("word", "code", "permanent"),
    [("RCPT", "address_refused", True), (".", "text_refused", True), ("DATA", "text_refused", True)],
)
def test_5xx_is_a_definite_no(office: PostOffice, mailer: Any, word: str, code: str, permanent: bool) -> None:
    office.replies[word] = "550 no li@example.com here"
    with pytest.raises(Refused) as caught:
        mailer.send(MAIL)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert "li@" not in str(caught.value.evidence)


def test_refused_sender_is_ours_to_mend(office: PostOffice, mailer: SmtpMailer) -> None:
    office.replies["MAIL"] = "550 not you"
    with pytest.raises(Refused, match="sender_refused") as caught:
        mailer.send(MAIL)
    assert not caught.value.permanent


@pytest.mark.parametrize("word", ["greeting", "MAIL", "RCPT", "DATA", "."])
def test_4xx_is_busy(office: PostOffice, mailer: SmtpMailer, word: str) -> None:
    office.replies[word] = "450 later"
    with pytest.raises(Busy):
        mailer.send(MAIL)


@pytest.mark.parametrize("word", ["greeting", "EHLO", "MAIL", "RCPT"])
def test_line_that_breaks_before_the_text_sent_nothing(office: PostOffice, mailer: SmtpMailer, word: str) -> None:
    office.replies |= {word: "", "HELO": ""}
    with pytest.raises(NotSent):
        mailer.send(MAIL)


def test_line_that_breaks_after_the_text_is_unknown(office: PostOffice, mailer: SmtpMailer) -> None:
    office.replies["."] = ""
    with pytest.raises(Unknown):
        mailer.send(MAIL)
    assert len(office.texts) == 1


def test_farewell_that_fails_changes_nothing(office: PostOffice, mailer: SmtpMailer) -> None:
    office.replies["QUIT"] = ""
    assert mailer.send(MAIL)


def test_guard_stands_before_the_connection(office: PostOffice) -> None:
    def guard() -> None:
        raise AssertionError("a transaction is open")

    with pytest.raises(AssertionError):
        SmtpMailer(f"smtp://127.0.0.1:{office.port}", "a@b.example", guard=guard).send(MAIL)
    assert office.commands == []


def test_logs_hold_no_address_and_no_text(office: PostOffice, mailer: SmtpMailer, log_lines: list[Any]) -> None:
    mailer.send(MAIL)
    office.replies["RCPT"] = "550 no li@example.com here"
    with pytest.raises(Refused):
        mailer.send(MAIL)
    assert [line["message_id"] for line in log_lines] == ["abc@tmcard.example"] * 2
    assert not any(secret in str(log_lines) for secret in ("li@", "Hello", "renewal"))


@pytest.mark.parametrize("reply", ["550 5.7.1 blocked by our list", "554 5.7.26 not signed"])
def test_a_no_to_us_is_no_word_about_the_address(office: PostOffice, mailer: SmtpMailer, reply: str) -> None:
    office.replies["RCPT"] = reply
    with pytest.raises(Refused, match="policy_refused") as caught:
        mailer.send(MAIL)
    assert caught.value.permanent


def test_what_cannot_be_delivered_comes_back_to_an_address_of_its_own(office: PostOffice) -> None:
    url, sender = f"smtp://127.0.0.1:{office.port}", "T-M card <no-reply@tmcard.example>"
    SmtpMailer(url, sender, bounces_to="bounces@tmcard.example", now=lambda: NOW).send(MAIL)
    assert "bounces@tmcard.example" in " ".join(office.commands)
    assert office.mail["From"] == "T-M card <no-reply@tmcard.example>"
