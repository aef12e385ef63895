"""What became of a message, as the staff read it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.domain.addresses import mask_email
from tmcard.domain.identifiers import mask_msisdn
from tmcard.domain.messages import MessageStatus
from tmcard.store.models import Message

FATES = {
    MessageStatus.QUEUED: (_("To be sent"), "info"),
    MessageStatus.SENDING: (_("Being sent"), "info"),
    MessageStatus.SENT: (_("Sent"), "good"),
    MessageStatus.FAILED: (_("Not sent"), "bad"),
}


def fate(message: Message) -> tuple[LazyString, str]:
    """In a word and its tone. What was heard later counts before what the first server said."""
    if message.bounced_at is not None:
        return _("Came back"), "bad"
    if message.delivered_at is not None:
        return _("Arrived"), "good"
    return FATES[MessageStatus(message.status)]


def masked(recipient: str) -> str:
    """Enough of an address or number to tell it from another."""
    return mask_email(recipient) if "@" in recipient else mask_msisdn(recipient)
