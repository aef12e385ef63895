"""What can become of a message."""

from enum import StrEnum


class MessageStatus(StrEnum):
    """Where a message stands. `sending` is a claim."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


#: States in which a message still has to go out.
UNSENT = frozenset({MessageStatus.QUEUED, MessageStatus.SENDING})
#: After so many tries a message is given up and shown as failed.
MAX_TRIES = 8
