"""Every mail and SMS is a row first, written with what it tells of, and sent once the row is safe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.messages import MAX_TRIES, UNSENT, Channel, MessageStatus
from tmcard.domain.ports import Attachment, Busy, GatewayError, Mail, Mailer, Refused, Texter, Unknown
from tmcard.store import leases, messages
from tmcard.store.models import Message
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: Marks a message that may have gone out already: the second time nobody knows, it is given up.
UNSURE = "unsure_"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words. SMS have only a text."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


class NothingToTell(LookupError):
    """What the message speaks of is gone, or its time is over: it is not sent any more."""


class Renderer(Protocol):
    """Turns a row into words in the reader's language, at the moment of sending."""

    def __call__(self, message: Message) -> Letter:
        """The letter for `message`. Raises NothingToTell."""


def queue(
    session: Session,
    *,
    key: str,
    kind: str,
    channel: str,
    recipient: str,
    locale: str,
    zone: str,
    facts: Mapping[str, Any],
    now: datetime,
    order_id: int | None = None,
) -> int:
    """Write a message down, inside the caller's transaction; answers its id, the old one if `key` was queued before."""
    known = messages.by_key(session, key)
    if known is not None:
        return known.id
    message = Message(key=key, kind=kind, channel=channel, recipient=recipient, locale=locale, zone=zone)
    message.facts, message.order_id, message.created_at = dict(facts), order_id, now
    message.status, message.next_at, message.tries, message.fence = MessageStatus.QUEUED, now, 0, 0
    session.add(message)
    session.flush()
    return message.id


def deliver(
    session: Session, mailer: Mailer, texter: Texter, render: Renderer, message_id: int, clock: Clock
) -> MessageStatus:
    """Send one message if it is still to be sent and nobody else is at it. Calling it twice is harmless.

    A process that dies between the vendor's yes and our note of it sends once more: at most twice.
    """
    with write(session, "message_claimed"):
        fence = leases.claim(session, Message, message_id, statuses=UNSENT, now=clock())
        if fence is not None:
            messages.put(session, message_id, fence, status=MessageStatus.SENDING)
    message = messages.by_id(session, message_id)
    if fence is None:
        release(session)
        return MessageStatus(message.status)
    outcome = _outcome(session, mailer, texter, render, message)
    with write(session, "message_sent"):
        messages.put(session, message_id, fence, **_after(message, outcome, clock()))
    status = MessageStatus(messages.by_id(session, message_id).status)
    release(session)
    return status


def _outcome(
    session: Session, mailer: Mailer, texter: Texter, render: Renderer, message: Message
) -> str | GatewayError:
    try:
        letter = render(message)
    except NothingToTell:
        return Refused("nothing_to_tell")
    finally:
        release(session)
    return _send(mailer, texter, message, letter)


def _send(mailer: Mailer, texter: Texter, message: Message, letter: Letter) -> str | GatewayError:
    try:
        with around("message_call"):
            if message.channel == Channel.SMS:
                return texter.send(message.recipient, letter.text)
            message_id = f"<{message.id}.{message.created_at:%Y%m%d%H%M%S}@tmcard>"
            headers = {"Auto-Submitted": "auto-generated"}
            words = (letter.subject, letter.text, letter.html)
            return mailer.send(Mail(message.recipient, *words, message_id, headers, letter.attachments))
    except GatewayError as error:
        return error


def _after(message: Message, outcome: str | GatewayError, now: datetime) -> dict[str, Any]:
    if isinstance(outcome, str):
        return {"status": MessageStatus.SENT, "sent_at": now, "vendor_ref": outcome, "next_at": None, "failure": None}
    tries, is_unsure = message.tries + 1, isinstance(outcome, Unknown)
    was_unsure = (message.failure or "").startswith(UNSURE)
    failure = f"{UNSURE}{outcome.code}" if was_unsure or is_unsure else outcome.code
    if (isinstance(outcome, Refused) and outcome.permanent) or tries >= MAX_TRIES or (was_unsure and is_unsure):
        return {"status": MessageStatus.FAILED, "failure": failure, "next_at": None, "tries": tries}
    wait = backoff.delay(message.tries, message.id)
    if isinstance(outcome, Busy) and outcome.retry_after_seconds is not None:
        wait = max(wait, backoff.seconds(outcome.retry_after_seconds))
    return {
        "status": MessageStatus.QUEUED,
        "failure": failure,
        "next_at": now + wait,
        "tries": tries,
        "lease_until": None,
    }
