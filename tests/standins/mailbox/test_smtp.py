"""The SMTP sink, over a real connection."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.standins.mailbox.conftest import Room


def test_an_email_is_kept_with_its_parts_and_headers(room: Room) -> None:
    room.mail(subject="您的套餐已续订", text="余额 3 GB", html="<p>3 GB</p>")
    [kept] = room.messages()
    assert (kept["channel"], kept["to"], kept["from"]) == ("email", "owner@example.org", "site@tmcard.example")
    assert kept["subject"] == "您的套餐已续订"
    assert kept["text"].strip() == "余额 3 GB"
    assert kept["html"].strip() == "<p>3 GB</p>"
    assert kept["headers"]["List-Unsubscribe"] == "<https://tmcard.example/u/1>"


@pytest.mark.parametrize(("address", "code"), [("a+bounce@example.org", 550), ("a+busy@example.org", 451)])
def test_a_magic_address_is_refused_and_nothing_is_kept(room: Room, address: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        room.mail(address)
    assert refused.value.recipients[address][0] == code
    assert room.messages() == []


def test_the_other_recipients_still_get_it(room: Room) -> None:
    room.mail("a+bounce@example.org", "b@example.org", "c@example.org")
    assert room.messages()[0]["to"] == "b@example.org, c@example.org"
    assert len(room.messages("?to=C@example.org")) == 1
    assert room.messages("?to=a@example.org") == []


def test_any_login_is_accepted(room: Room) -> None:
    with smtplib.SMTP("127.0.0.1", room.port, timeout=5) as line:
        line.login("anyone", "anything")
        line.sendmail("a@example.org", "b@example.org", "Subject: x\r\n\r\nhi")
    assert room.messages()[0]["text"].strip() == "hi"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no headers at all",
        b"Subject: =?nonsense?b?AAAA?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
        b"Subject: \xe4\xbd\xa0\xe5\xa5\xbd\r\nContent-Type: multipart/mixed\r\n\r\nnothing",
        b"Message-ID: <\r\nFrom: @@@\r\nContent-Type: ;;;\r\nContent-Disposition: ;\r\n\r\nx",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_malformed_mail_is_kept_and_shown(room: Room, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", room.port, timeout=5) as line:
        line.sendmail("a@example.org", "b@example.org", raw)
    [kept] = room.messages()
    assert room.client.get("/").status_code == 200
    assert room.client.get(f"/messages/{kept['id']}").status_code == 200
