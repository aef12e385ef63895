"""Words to people, and nudges between our own processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. `content_type` as in `application/pdf`."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered e-mail. `message_id` is ours, so that the same mail twice can be seen to be the same."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


class Mailer(Protocol):
    """Sends mail. Refused: the address does not exist (permanent)."""

    def send(self, mail: Mail) -> str:
        """Hand one mail over; answers the receiving server's id for it."""


class Texter(Protocol):
    """Sends SMS. Refused: the number cannot be reached (permanent)."""

    def send(self, to: str, body: str) -> str:
        """Hand one text over; answers the service's id for it."""


class Fate(StrEnum):
    """What became of a text after the service took it."""

    DELIVERED = "delivered"
    LOST = "lost"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class TextReport:
    """What the service says of a text of ours: its id there, its fate, and our word for why it was lost."""

    vendor_ref: str
    fate: Fate
    code: str = ""


class TextReports(Protocol):
    """Reads what the service tells about texts. Refused: `forged`, or `unreadable`."""

    def read(self, headers: Mapping[str, str], form: Sequence[tuple[str, str]]) -> TextReport:
        """The report in a form that was posted to us, if it was signed by the service."""


class Wake(Protocol):
    """Tells the worker that a row wants it. Losing a call costs time, never work: rows are the truth."""

    def payment(self, payment_id: int) -> None:
        """A payment may have something to settle."""

    def order(self, order_id: int) -> None:
        """A paid order waits for its top-up."""

    def message(self, message_id: int) -> None:
        """A message waits to be sent."""
