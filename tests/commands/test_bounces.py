"""`flask tmcard read-bounce`, as a mail server pipes a notification into it."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from tests import rows
from tests.domain.test_bounces import notice
from tests.rows import NOW
from tmcard.services import messaging
from tmcard.store import messages, owners
from tmcard.store.transactions import release, write

ADDRESS = "anna@example.com"


def read(app: Flask, raw: bytes) -> tuple[int, str]:
    """The exit code and its last word."""
    done = app.test_cli_runner().invoke(args=["tmcard", "read-bounce"], input=raw)
    return done.exit_code, done.output.strip().splitlines()[-1]


def test_a_mail_that_came_back_is_noted_once(app: Flask, session: Session, database_kind: str) -> None:
    owner = rows.owner(session, email=ADDRESS)
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "recipient": ADDRESS, "owner_id": owner.id}
    with write(session, "queued"):
        made = messaging.queue(session, key="n", kind="new_device", channel="email", now=NOW, **facts)
    ref = messages.by_id(session, made).ref or ""
    release(session)
    raw = notice().replace(b"0123456789ABCDEF", ref.encode())
    assert [read(app, raw) for _ in range(2)] == [(0, "noted"), (0, "known")]
    found = owners.by_id(session, owner.id)
    assert found is not None
    assert found.email_refused_at is not None


def test_whatever_comes_in_it_ends_well(app: Flask) -> None:
    for raw in (b"", b"Subject: hello\n\nthere", notice(), b"\xff\x00" * 999):
        assert read(app, raw)[0] == 0
