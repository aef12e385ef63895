"""The line to the mail server: credentials, encryption, and addresses that are none."""

import base64
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.post_office import PostOffice, open_office
from tests.adapters.vendor import refused_port
from tmcard.adapters.smtp import SmtpMailer
from tmcard.domain.ports import Mail, NotSent

MAIL = Mail("li@example.com", "Hello", "Hello", "<p>Hello</p>", "abc@tmcard.example")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as opened:
        yield opened


def test_nobody_listening_is_not_sent() -> None:
    with pytest.raises(NotSent, match="no_connection"):
        SmtpMailer(f"smtp://127.0.0.1:{refused_port()}", "a@b.example").send(MAIL)


def test_credentials_are_percent_decoded(office: PostOffice) -> None:
    SmtpMailer(f"smtp://us%40er:p%3Aw@127.0.0.1:{office.port}", "a@b.example").send(MAIL)
    (auth,) = [c for c in office.commands if c.startswith("AUTH")]
    assert base64.b64decode(auth.split()[-1]) == b"\0us@er\0p:w"


@pytest.mark.parametrize(("word", "reply"), [("AUTH", "535 wrong"), ("greeting", "554 no service"), ("EHLO", "250 me")])
def test_server_that_turns_us_away_sent_nothing(office: PostOffice, word: str, reply: str) -> None:
    office.replies[word] = reply
    with pytest.raises(NotSent, match="misconfigured"):
        SmtpMailer(f"smtp://user:pass@127.0.0.1:{office.port}", "a@b.example").send(MAIL)


@pytest.fixture
def tls_office(office: PostOffice, certificate_file: Path) -> PostOffice:
    office.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    office.tls.load_cert_chain(certificate_file)
    return office


def test_starttls_hands_over_encrypted(tls_office: PostOffice, certificate_file: Path) -> None:
    url = f"smtp+starttls://127.0.0.1:{tls_office.port}"
    assert SmtpMailer(url, "a@b.example", ca_file=str(certificate_file)).send(MAIL)
    assert "STARTTLS" in tls_office.commands


def test_unknown_authority_gets_no_mail(tls_office: PostOffice) -> None:
    """Checklist 84: outbound TLS is verified."""
    with pytest.raises(NotSent):
        SmtpMailer(f"smtp+starttls://127.0.0.1:{tls_office.port}", "a@b.example").send(MAIL)
    assert tls_office.texts == []


def test_starttls_is_not_given_up_silently(office: PostOffice) -> None:
    office.replies["EHLO"] = "250 me"
    with pytest.raises(NotSent, match="misconfigured"):
        SmtpMailer(f"smtp+starttls://127.0.0.1:{office.port}", "a@b.example").send(MAIL)
    assert office.texts == []


def test_plain_server_gets_no_mail_over_smtps(office: PostOffice) -> None:
    with pytest.raises(NotSent):
        SmtpMailer(f"smtps://127.0.0.1:{office.port}", "a@b.example").send(MAIL)


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://", "mail.example:25"])
def test_address_that_is_none_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpMailer(url, "a@b.example")
