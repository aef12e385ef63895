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
#: Kinds that their reader may turn off; they say how. Receipts, codes and notices about the account cannot be.
STOPPABLE = frozenset({"reminder", "offer"})
#: What a definite no to an address or number is called, whoever says it and however late.
ADDRESS_REFUSED, NUMBER_UNREACHABLE = "address_refused", "number_unreachable"
#: What stands before a failure where the message may have gone out all the same.
UNSURE = "unsure_"
