"""A mailbox per test, with its page, its SMS endpoint and, where it matters, real SMTP."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from standins.mailbox import create_app, start_smtp


class Room:
    """The mailbox as its two callers see it: the site that sends, and the person or test that reads."""

    def __init__(self, state_path: Path, port: int) -> None:
        self.state_path = state_path
        self.port = port
        self.app = create_app(state_path=state_path, account_sid="AC1", auth_token="token")
        self.client = self.app.test_client()

    def text(self, *, login: str = "AC1:token", **changes: str) -> TestResponse:
        form = {"To": "+8613800138001", "From": "+15005550006", "Body": "Your code is 482913"} | changes
        return self.client.post(
            "/2010-04-01/Accounts/AC1/Messages.json", data=form, auth=(login.partition(":")[0], login.partition(":")[2])
        )

    def mail(self, *recipients: str, **parts: Any) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as line:
            line.send_message(letter(**parts), "site@tmcard.example", recipients or ("owner@example.org",))

    def messages(self, query: str = "") -> list[dict[str, Any]]:
        return list(self.client.get(f"/messages.json{query}").get_json())

    def page(self, path: str) -> str:
        return self.client.get(path).text


def letter(
    *, subject: str = "Hello", text: str = "Good day", html: str = "", attached: tuple[str, bytes] | None = None
) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "site@tmcard.example", "owner@example.org"
    mail["List-Unsubscribe"] = "<https://tmcard.example/u/1>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if attached is not None:
        mail.add_attachment(attached[1], maintype="text", subtype="calendar", filename=attached[0])
    return mail


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    state_path = tmp_path / "mailbox.sqlite3"
    sink = start_smtp(state_path=state_path, port=port)
    yield Room(state_path, port)
    sink.stop()
