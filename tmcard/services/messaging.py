"""Every mail and SMS is a row first, written with what it tells of, and sent once the row is safe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.messages import (
    ADDRESS_REFUSED,
    MAX_TRIES,
    NUMBER_UNREACHABLE,
    UNSENT,
    UNSURE,
    Channel,
    MessageStatus,
)
from tmcard.domain.ports import Attachment, Busy, GatewayError, Mail, Mailer, Refused, Texter, Unknown
from tmcard.services import spending
from tmcard.services.spending import Office as Office
from tmcard.services.writing import queue as queue
from tmcard.store import leases, messages, owners
from tmcard.store.models import Message
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
#: Nothing is limited: for whoever has no settings.
OFFICE = Office()
#: RFC 3834: whoever answers mails by machine leaves ours alone.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words. SMS have only a text. `headers` are further ones of a mail."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class NothingToTell(LookupError):
    """What the message speaks of is gone, or its time is over: it is not sent any more."""

    code = "nothing_to_tell"


class NotWanted(NothingToTell):
    """Its reader turned such messages off, or nothing arrives there, since it was written down."""

    code = "not_wanted"


class Renderer(Protocol):
    """Turns a row into words in the reader's language, at the moment of sending."""

    def __call__(self, message: Message) -> Letter:
        """The letter for `message`. Raises NothingToTell."""


def deliver(
    session: Session,
    mailer: Mailer,
    texter: Texter,
    render: Renderer,
    message_id: int,
    clock: Clock,
    office: Office = OFFICE,
) -> MessageStatus:
    """Send one message if it is still to be sent and nobody else is at it. Calling it twice is harmless.

    A process that dies between the vendor's yes and our note of it sends once more: at most twice.
    """
    with write(session, "message_claimed"):
        fence = leases.claim(session, Message, message_id, statuses=UNSENT, now=clock())
        if fence is not None:
            messages.put(session, message_id, fence, status=MessageStatus.SENDING)
    message = messages.by_id(session, message_id)
    release(session)  # rendering reads on another connection: a writer waiting for this one would keep it waiting
    if fence is None:
        return MessageStatus(message.status)
    post = _Post(session, mailer, texter, office, fence, clock)
    outcome = _outcome(post, render, message)
    with write(session, "message_sent"):
        if messages.put(session, message_id, fence, **_after(message, outcome, clock())):
            _note_refusal(session, message, outcome, clock())
    status = MessageStatus(messages.by_id(session, message_id).status)
    release(session)
    return status


@dataclass(frozen=True, slots=True)
class _Post:
    """The ways out, for whoever holds the claim."""

    session: Session
    mailer: Mailer
    texter: Texter
    office: Office
    fence: int
    clock: Clock


def _outcome(post: _Post, render: Renderer, message: Message) -> str | GatewayError:
    try:
        letter = render(message)
    except NothingToTell as nothing:
        return Refused(nothing.code)
    return _send(post, message, letter)


def _send(post: _Post, message: Message, letter: Letter) -> str | GatewayError:
    try:
        if message.channel == Channel.SMS:
            spending.admit(post.session, post.office, message, post.fence, letter.text, post.clock())
            with around("message_call"):
                return post.texter.send(message.recipient, letter.text)
        with around("message_call"):
            return post.mailer.send(_mail(message, letter, post.office.host))
    except GatewayError as error:
        return error


def _mail(message: Message, letter: Letter, host: str) -> Mail:
    """The letter in its envelope. The same row always has the same Message-ID, which nobody else can guess."""
    name = message.ref or f"{message.id}.{message.created_at:%Y%m%d%H%M%S}"
    words = (letter.subject, letter.text, letter.html)
    headers = {**AUTOMATIC, **letter.headers}
    return Mail(message.recipient, *words, f"<{name}@{host}>", headers, letter.attachments)


def _note_refusal(session: Session, message: Message, outcome: str | GatewayError, now: datetime) -> None:
    """A definite no to an owner's address or number: nothing that can be turned off goes there any more."""
    if not isinstance(outcome, Refused) or not outcome.permanent or message.owner_id is None:
        return
    if outcome.code in (ADDRESS_REFUSED, NUMBER_UNREACHABLE):
        owners.mark_refused(session, message.owner_id, message.channel, message.recipient, now)


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
