"""An address is proven by whoever reads it: a link goes there, and the button behind it is pressed."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.addresses import CONFIRMATIONS, TO_ADDRESS
from tmcard.domain.links import Purpose, Standing
from tmcard.domain.messages import Channel
from tmcard.services import linking, throttling, writing
from tmcard.services.codes import Keys
from tmcard.store import links, owners
from tmcard.store.models import Link, Owner
from tmcard.store.transactions import write

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks: is `email` read by its owner? Superseded where the owner has given another address since."""

    link: Link
    email: str
    locale: str
    standing: Standing


def ask(session: Session, owner: Owner, email: str, now: datetime) -> None:
    """Send a link that proves `email`, inside the caller's transaction. Earlier links end. Raises TooMany."""
    throttling.allow(session, CONFIRMATIONS, f"owner|{owner.id}", now)
    throttling.allow(session, TO_ADDRESS, email.lower(), now)
    for earlier in links.of_owner(session, owner.id, Purpose.EMAIL):
        links.revoke(session, earlier.id, now)
    made = linking.make(session, Purpose.EMAIL, owner_id=owner.id, locale=owner.locale, now=now, email=email)
    writing.queue(
        session,
        key=f"confirm_email:{made.ref}",
        kind="confirm_email",
        channel=Channel.EMAIL,
        recipient=email,
        locale=owner.locale,
        zone=owner.zone,
        facts={"link": made.ref},
        now=now,
        owner_id=owner.id,
    )


def ask_again(session: Session, owner_id: int, now: datetime) -> None:
    """Send another link to an address that is not proven, or from which mail came back. Commits. Raises TooMany."""
    with write(session, "email_asked_again"):
        owner = owners.by_id(session, owner_id)
        if owner is not None and owner.email and (owner.email_verified_at is None or owner.email_refused_at):
            ask(session, owner, owner.email, now)


def asked_at(session: Session, keys: Keys, token: str, now: datetime) -> Asked | None:
    """What the link with this token asks, in whatever standing; None for one that is damaged or foreign."""
    link = linking.find(session, keys, Purpose.EMAIL, token)
    owner = owners.by_id(session, link.owner_id) if link is not None else None
    if link is None or owner is None or link.email is None:
        return None
    standing = linking.standing(session, link, now)
    if standing is Standing.OPEN and link.email != owner.email:
        standing = Standing.SUPERSEDED
    return Asked(link, link.email, owner.locale, standing)


def confirm(session: Session, keys: Keys, token: str, now: datetime) -> Asked | None:
    """Take the address as proven, if the link stands; answers as `asked_at` does. Commits. Twice is harmless."""
    asked = asked_at(session, keys, token, now)
    if asked is None or asked.standing is not Standing.OPEN:
        return asked
    with write(session, "email_confirmed"):
        owners.verify_email(session, asked.link.owner_id, asked.email, now)
    log.info("email_confirmed", owner_id=asked.link.owner_id)
    return asked
