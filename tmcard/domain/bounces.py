"""Delivery status notifications (RFC 3464): what a mail server writes when it could not deliver after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from re import compile as pattern

#: `class.subject.detail`, RFC 3463.
STATUS = pattern(r"([245])\.(\d{1,3})\.(\d{1,3})")
MESSAGE_ID = pattern(r"<([^<>@\s]{1,64})@[^<>@\s]{1,255}>")
#: No such mailbox, a disabled one, a bad domain: nothing will ever arrive. Other 5.x.x may be about this one mail.
GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """`name` is the left side of the Message-ID of the mail that came back, `status` as in RFC 3463."""

    name: str
    status: str

    @property
    def is_final(self) -> bool:
        """Whether it will surely not arrive any more: a delay or a success is no bounce."""
        return self.status.startswith("5")

    @property
    def is_gone(self) -> bool:
        """Whether nothing sent to this address will ever arrive."""
        return self.status in GONE


def read(raw: bytes) -> Bounce | None:
    """What a notification says of a mail; None for a mail that is no notification, or names none.

    Only the machine-readable parts count. An out-of-office answer, or prose that quotes our mail, is neither.
    """
    mail = message_from_bytes(raw, EmailMessage, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    statuses = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    status, name = _status(statuses), _name(mail)
    return Bounce(name, status) if status and name else None


def _status(parts: Sequence[Message]) -> str:
    """The worst that is said about a recipient: each of ours goes to one."""
    found = []
    for part in parts:
        for block in part.get_payload() if part.is_multipart() else []:
            if isinstance(block, Message) and (said := STATUS.search(str(block.get("Status", "")))):
                found.append(said.group())
    return max(found, default="")


def _name(mail: EmailMessage) -> str:
    """The Message-ID of the mail that came back, from its copy or its headers."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            held: object = message_from_bytes(text if isinstance(text, bytes) else b"")
        elif kind == "message/rfc822" and part.is_multipart():
            held = part.get_payload(0)
        else:
            continue
        if isinstance(held, Message) and (said := MESSAGE_ID.search(str(held.get("Message-ID", "")))):
            return said.group(1)
    return ""
