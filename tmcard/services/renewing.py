"""What a link to renew does: its order, whether it still stands, and a fresh one in the place of one that ended."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.links import Purpose, Standing
from tmcard.domain.messages import Channel
from tmcard.services import linking, messaging, throttling
from tmcard.services.quoting import Carriers
from tmcard.services.quoting.quote import Wish, place
from tmcard.services.throttling import TooMany
from tmcard.store import links, orders, owners
from tmcard.store.models import Link, Order, Owner
from tmcard.store.transactions import write

#: Fresh links for one card, whoever asks: enough for somebody who lost a mail, too little to be a nuisance.
AGAIN = (Limit("renew-link-hour", 3, timedelta(hours=1)), Limit("renew-link-day", 6, timedelta(days=1)))


class LinkOver(Exception):
    """The link may not be used (any more). `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def standing(session: Session, link: Link, now: datetime) -> Standing:
    """Whether its card may be renewed through the link now. A card that changed hands revokes what was given away."""
    if link.card is None or link.card.owner_id != link.owner_id:
        return Standing.REVOKED
    return linking.standing(session, link, now)


def order(session: Session, wish: Wish, email: str, *, now: datetime, carriers: Carriers) -> Order:
    """Quote what is wished through the link that `wish` names; the receipt goes to `email`, if any. Commits.

    The same form again is the same order. Raises LinkOver, and as `quoting.quote`.
    """
    if wish.link_id is None:
        raise LookupError("link")
    with write(session, "link_quoted"):
        links.lock(session, wish.link_id)
        link = session.get_one(Link, wish.link_id, populate_existing=True)
        found = standing(session, link, now)
        if found is not Standing.OPEN:
            raise LinkOver(found)
        placed = place(session, wish, now, carriers)
        orders.put_open(session, placed.id, receipt_email=email or None)
    return orders.by_id(session, placed.id)


def send_again(session: Session, link: Link, now: datetime) -> None:
    """Queue a link that works to whoever the card of `link` belongs to: by proven e-mail, else by SMS. Commits.

    Says nothing of what it did, so that whoever holds an old link learns nothing: for a card that is not the owner's
    any more, and too often, it does nothing. A link that still works is sent once more, not replaced.
    """
    owner = owners.by_id(session, link.owner_id)
    if owner is None or link.card is None or link.card.owner_id != owner.id or link.card.is_gone:
        return
    try:
        with write(session, "renew_link_asked"):
            throttling.allow(session, AGAIN, f"card:{link.card_id}", now)
            _queue(session, owner, _working(session, link, owner, now), now)
    except TooMany:
        return


def _working(session: Session, link: Link, owner: Owner, now: datetime) -> Link:
    newest = links.newest_of_card(session, link.card_id or 0, Purpose.RENEW)
    if newest is not None and newest.owner_id == owner.id and linking.standing(session, newest, now) is Standing.OPEN:
        return newest
    facts = {"card_id": link.card_id, "sku": link.sku}
    return linking.make(session, Purpose.RENEW, owner_id=owner.id, locale=owner.locale, now=now, **facts)


def _queue(session: Session, owner: Owner, link: Link, now: datetime) -> None:
    is_proven = bool(owner.email) and owner.email_verified_at is not None and owner.email_refused_at is None
    recipient, channel = (owner.email, Channel.EMAIL) if is_proven else (owner.msisdn, Channel.SMS)
    messaging.queue(
        session,
        key=f"renew_link:{link.ref}:{now.isoformat()}",
        kind="renew_link",
        channel=channel,
        recipient=recipient or owner.msisdn,
        locale=owner.locale,
        zone=owner.zone,
        facts={"link": link.ref},
        now=now,
        owner_id=owner.id,
    )
