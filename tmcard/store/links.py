"""Every query on links and what guests may do with them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.guests import USING
from tmcard.domain.links import Purpose
from tmcard.store.models import Link, Order

FRESH = {"populate_existing": True}


def add(session: Session, link: Link) -> Link:
    """Store a new link."""
    session.add(link)
    session.flush()
    return link


def by_ref(session: Session, ref: str, purpose: Purpose) -> Link | None:
    """The link called so, with its card and what it allows guests."""
    query = select(Link).options(joinedload(Link.card), joinedload(Link.terms))
    return session.scalars(
        query.where(Link.ref == ref, Link.purpose == purpose).execution_options(**FRESH)
    ).one_or_none()


def lock(session: Session, link_id: int) -> None:
    """Keep everybody else from using the link until the transaction ends."""
    session.execute(select(Link.id).where(Link.id == link_id).with_for_update(key_share=True))


def newest_of_card(session: Session, card_id: int, purpose: Purpose) -> Link | None:
    """The last link of this kind that was made for the card."""
    query = select(Link).where(Link.card_id == card_id, Link.purpose == purpose)
    return session.scalars(query.order_by(Link.created_at.desc(), Link.id.desc()).limit(1)).first()


def of_owner(session: Session, owner_id: int, purpose: Purpose) -> list[Link]:
    """The owner's links of this kind, newest first."""
    query = select(Link).options(joinedload(Link.card), joinedload(Link.terms))
    found = query.where(Link.owner_id == owner_id, Link.purpose == purpose)
    return list(session.scalars(found.order_by(Link.created_at.desc(), Link.id.desc()).execution_options(**FRESH)))


def paid_at(session: Session, link_id: int) -> datetime | None:
    """When the first order made through the link was paid whose money did not go back."""
    paid = (Order.link_id == link_id, Order.paid_at.is_not(None), Order.status.in_(sorted(USING)))
    return session.scalar(select(Order.paid_at).where(*paid).order_by(Order.paid_at).limit(1))


def revoke(session: Session, link_id: int, now: datetime) -> None:
    """Let it open nothing any more."""
    open_one = update(Link).where(Link.id == link_id, Link.revoked_at.is_(None))
    session.execute(open_one.values(revoked_at=now).execution_options(synchronize_session=False))
