"""What is heard of a message after it was handed over: mails that come back, and reports about texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain import bounces
from tmcard.domain.messages import ADDRESS_REFUSED, NUMBER_UNREACHABLE, Channel
from tmcard.domain.ports import Fate, TextReports
from tmcard.store import messages, owners
from tmcard.store.models import Message
from tmcard.store.transactions import release, write

log = structlog.get_logger()
#: What is written down of a mail that came back although its address may be good.
RETURNED = "returned"


def hear_bounce(session: Session, raw: bytes, now: datetime) -> str:
    """Take in one delivery status notification; answers in a word what it was good for. Commits. Twice is harmless.

    Only mails of ours count, by a name in their Message-ID that nobody can guess. `no_notification`, `not_final`,
    `not_ours`, `known`, or `noted`.
    """
    bounce = bounces.read(raw)
    if bounce is None:
        return "no_notification"
    if not bounce.is_final:
        return "not_final"
    message = messages.by_ref(session, bounce.name)
    release(session)
    if message is None or message.channel != Channel.EMAIL:
        return "not_ours"
    code = f"{ADDRESS_REFUSED if bounce.is_gone else RETURNED} {bounce.status}"
    return "noted" if _lose(session, message, code, now, is_gone=bounce.is_gone) else "known"


def hear_report(
    session: Session, reports: TextReports, headers: Mapping[str, str], form: Sequence[tuple[str, str]], now: datetime
) -> bool:
    """Take in one report about a text; answers whether it told something new. Commits.

    Believed only when signed, and only about a text of ours. Raises Refused.
    """
    report = reports.read(headers, form)
    message = messages.by_vendor_ref(session, Channel.SMS, report.vendor_ref)
    release(session)
    if message is None or report.fate is Fate.UNDER_WAY:
        return False
    if report.fate is Fate.LOST:
        return _lose(session, message, report.code, now, is_gone=report.code == NUMBER_UNREACHABLE)
    with write(session, "text_arrived"):
        is_new = messages.mark(session, message.id, delivered_at=now)
        if is_new:
            owners.mark_reached(session, message.recipient)
    return is_new


def _lose(session: Session, message: Message, code: str, now: datetime, *, is_gone: bool) -> bool:
    """Write down that the message did not arrive, and where nothing will, that of its owner's address or number."""
    with write(session, "message_bounced"):
        is_new = messages.mark(session, message.id, bounced_at=now, bounce=code)
        if is_new and is_gone and message.owner_id is not None:
            owners.mark_refused(session, message.owner_id, message.channel, message.recipient, now)
    if is_new:
        log.warning("message_bounced", message_id=message.id, code=code)
    return is_new
