"""What is written to payers when something became certain: the rows of receipts and refund notices."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.services import messaging
from tmcard.store import guests, owners
from tmcard.store.models import Order, RefundRow


def credited(session: Session, order: Order, now: datetime) -> None:
    """Queue the receipt: paid and delivered."""
    facts = {"ref": order.ref}
    _queue(session, order, "receipt", f"receipt:{order.ref}", facts, now)
    is_follower = order.split_id is not None and order.deadline_at is None  # its lead's owner is told, once
    if not is_follower and guests.link_of(session, order.link_id) is not None:
        _tell_owner(session, order, "guest_renewed", f"guest_renewed:{order.ref}", now)


def queued(session: Session, order: Order, now: datetime) -> None:
    """Queue the word that the money has come and what it is for: nothing has been delivered yet."""
    _queue(session, order, "queued", f"queued:{order.ref}", {"ref": order.ref}, now)


def share(session: Session, order: Order, now: datetime) -> None:
    """Queue the word that a share has come, and that it waits for the others."""
    _queue(session, order, "share", f"share:{order.ref}", {"ref": order.ref}, now)


def split_failed(session: Session, order: Order, now: datetime) -> None:
    """Tell the card's owner, once, that a price which several were to share was not paid by all of them."""
    _tell_owner(session, order, "split_failed", f"split_failed:{order.split_id}", now)


def refunded(session: Session, order: Order, refund: RefundRow, now: datetime) -> None:
    """Queue the notice that money went back, and why."""
    facts = {
        "ref": order.ref,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "reason": refund.reason,
    }
    _queue(session, order, "refund", f"refund:{refund.ref}", facts, now)


def _tell_owner(session: Session, order: Order, kind: str, key: str, now: datetime) -> None:
    """What somebody else's payment did to the owner's card, in the owner's own language."""
    owner = owners.by_id(session, order.owner_id) if order.owner_id is not None else None
    if owner is None:
        return
    recipient, channel = (owner.email, Channel.EMAIL) if owner.email else (owner.msisdn, Channel.SMS)
    messaging.queue(
        session,
        key=key,
        kind=kind,
        channel=channel,
        recipient=recipient,
        locale=owner.locale,
        zone=owner.zone,
        facts={"ref": order.ref},
        now=now,
        order_id=order.id,
        owner_id=owner.id,
    )


def _queue(session: Session, order: Order, kind: str, key: str, facts: dict[str, Any], now: datetime) -> None:
    """By e-mail when the payer left an address, else by SMS to the owner."""
    recipient, channel = order.receipt_email, Channel.EMAIL
    if not recipient:
        owner = owners.by_id(session, order.owner_id) if order.owner_id is not None else None
        if owner is None:
            return
        recipient, channel = owner.msisdn, Channel.SMS
    messaging.queue(
        session,
        key=key,
        kind=kind,
        channel=channel,
        recipient=recipient,
        locale=order.locale,
        zone=order.zone,
        facts=facts,
        now=now,
        order_id=order.id,
        owner_id=order.owner_id if order.link_id is None else None,
    )
