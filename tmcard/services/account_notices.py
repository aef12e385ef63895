"""What an owner is told when something about their account changed: whoever did not do it must hear of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.services import messaging
from tmcard.store.models import Owner


def password_changed(session: Session, owner: Owner, event: str, now: datetime) -> list[int]:
    """Queue the notice of a new password, by SMS and by e-mail where there is one. `event` names what happened."""
    queued = [_queue(session, owner, "password_changed", Channel.SMS, owner.msisdn, event, "", now)]
    if owner.email:
        queued.append(_queue(session, owner, "password_changed", Channel.EMAIL, owner.email, event, "", now))
    return queued


def new_device(session: Session, owner: Owner, event: str, device: str, now: datetime) -> list[int]:
    """Queue the notice of a sign-in from a browser we did not know. By e-mail: the phone has just had the code."""
    if not owner.email:
        return []
    return [_queue(session, owner, "new_device", Channel.EMAIL, owner.email, event, device, now)]


def _queue(
    session: Session, owner: Owner, kind: str, channel: Channel, to: str, event: str, device: str, now: datetime
) -> int:
    return messaging.queue(
        session,
        key=f"{kind}:{channel}:{event}",
        kind=kind,
        channel=channel,
        recipient=to,
        locale=owner.locale,
        zone=owner.zone,
        facts={"device": device, "at": now.isoformat()},
        now=now,
        owner_id=owner.id,
    )
