"""What the mailbox does towards the site: one-click POSTs, notices of mails that came back, reports about texts."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import flask
import pytest

from standins.mailbox import calling
from standins.servers import served
from tmcard.adapters.sms_reports import sign
from tmcard.domain import bounces

if TYPE_CHECKING:
    from tests.standins.mailbox.conftest import Room

Seen = list[tuple[str, dict[str, str], flask.Request]]


@pytest.fixture
def site() -> Iterator[tuple[str, Seen]]:
    """A site that writes down what is posted to it."""
    app, seen = flask.Flask(__name__), []

    @app.post("/<path:path>")
    def take(path: str) -> str:
        request = flask.request._get_current_object()  # type: ignore[attr-defined]
        seen.append((path, dict(request.form), request))
        return ""

    with served(app, 0) as port:
        yield f"http://127.0.0.1:{port}", seen


def send(room: Room, *headers: str) -> None:
    """A mail with further headers."""
    text = "\r\n".join(["Subject: 3 days left", "Message-ID: <0123456789ABCDEF@127.0.0.1>", *headers, "", "Renew"])
    with smtplib.SMTP("127.0.0.1", room.port, timeout=5) as line:
        line.sendmail("site@tmcard.example", ["owner@example.org"], text)


def test_one_click_is_a_post_without_cookies(room: Room, site: tuple[str, Seen]) -> None:
    url, seen = site
    send(room, f"List-Unsubscribe: <{url}/u/token/data>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    assert "Unsubscribe with one click" in room.page("/messages/1")
    assert "<strong>200</strong>" in room.client.post("/messages/1/unsubscribe").text
    path, form, request = seen[0]
    assert (path, form, request.cookies) == ("u/token/data", {"List-Unsubscribe": "One-Click"}, {})


def test_a_receipt_has_no_such_button(room: Room) -> None:
    send(room)
    assert "Unsubscribe" not in room.page("/messages/1")
    assert room.client.post("/messages/1/unsubscribe").status_code == 404


def test_nothing_is_posted_to_the_outside(room: Room) -> None:
    send(room, "List-Unsubscribe: <https://example.com/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    assert "Outside" in room.client.post("/messages/1/unsubscribe").text


def test_the_notice_is_one_that_the_site_can_read(room: Room) -> None:
    send(room)
    for query, status in (("", "5.1.1"), ("?status=5.2.2", "5.2.2")):
        raw = room.client.get(f"/messages/1/returned{query}").data
        assert bounces.read(raw) == bounces.Bounce("0123456789ABCDEF", status)


def test_a_text_is_reported_signed(room: Room, site: tuple[str, Seen], monkeypatch: pytest.MonkeyPatch) -> None:
    url, seen = site
    threads = []
    later = calling.report_later
    monkeypatch.setattr(calling, "REPORT_AFTER_SECONDS", 0.01)
    monkeypatch.setattr(calling, "report_later", lambda *words: threads.append(later(*words)))
    room.text(StatusCallback=f"{url}/webhooks/sms", To="+447400120005")
    threads[0].join(10)
    _, form, request = seen[0]
    assert (form["MessageStatus"], form["ErrorCode"]) == ("undelivered", "30005")
    signature = sign(b"token", f"{url}/webhooks/sms", list(form.items())).decode()
    assert request.headers["X-Twilio-Signature"] == signature


@pytest.mark.parametrize("word", ["+refuse", "+bounce"])
def test_an_address_can_be_refused(room: Room, word: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        room.mail(f"anna{word}@example.com")
