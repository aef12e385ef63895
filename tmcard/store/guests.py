"""What guests did through links: how often one was used, what was paid, and what they kept in an account."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from tmcard.domain.guests import USING
from tmcard.domain.links import Purpose
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import UNDECIDED
from tmcard.store.links import FRESH
from tmcard.store.models import Card, GuestTerms, Link, Order, Payment


def add_terms(session: Session, terms: GuestTerms) -> None:
    """Store what a new link allows."""
    session.add(terms)
    session.flush()


def link_of(session: Session, link_id: int | None) -> Link | None:
    """The guest link that an order was made through, as it is now; None where it was made otherwise."""
    if link_id is None:
        return None
    query = select(Link).options(joinedload(Link.terms)).where(Link.id == link_id, Link.purpose == Purpose.GUEST)
    return session.scalars(query.execution_options(**FRESH)).one_or_none()


def of_owner(session: Session, ref: str, owner_id: int) -> Link | None:
    """The guest link called so, if it is this owner's."""
    query = select(Link).options(joinedload(Link.card).joinedload(Card.plan), joinedload(Link.terms))
    found = query.where(Link.ref == ref, Link.owner_id == owner_id, Link.purpose == Purpose.GUEST)
    return session.scalars(found.execution_options(**FRESH)).one_or_none()


def uses(session: Session, link_id: int, *, but: int = 0) -> int:
    """How many of the link's orders use it up, `but` one: paid for, or just about to have the money taken."""
    undecided = select(Payment.order_id).where(Payment.order_id == Order.id, Payment.status.in_(sorted(UNDECIDED)))
    is_using = or_(Order.status.in_(sorted(USING)), (Order.status == OrderStatus.OPEN) & undecided.exists())
    query = select(func.count()).select_from(Order).where(Order.link_id == link_id, Order.id != but, is_using)
    return session.scalar(query) or 0


def used(session: Session, link_ids: Sequence[int]) -> Mapping[int, int]:
    """How often each of the links was used; those that never were are left out."""
    query = select(Order.link_id, func.count()).where(Order.link_id.in_(link_ids), Order.status.in_(sorted(USING)))
    return {link_id: count for link_id, count in session.execute(query.group_by(Order.link_id)) if link_id is not None}


def paid_through(session: Session, link_ids: Sequence[int]) -> list[Order]:
    """What was paid through the links, newest first, whatever became of it."""
    query = select(Order).options(joinedload(Order.plan)).where(Order.link_id.in_(link_ids), Order.paid_at.is_not(None))
    return list(session.scalars(query.order_by(Order.paid_at.desc(), Order.id.desc()).execution_options(**FRESH)))


def kept_by(session: Session, owner_id: int, limit: int = 50) -> list[Order]:
    """What somebody paid for cards of others and kept in their account, newest first."""
    query = select(Order).options(joinedload(Order.plan), joinedload(Order.card))
    kept = query.where(Order.payer_id == owner_id, or_(Order.owner_id != owner_id, Order.owner_id.is_(None)))
    return list(session.scalars(kept.order_by(Order.created_at.desc(), Order.id.desc()).limit(limit)))


def keep(session: Session, order_id: int, owner_id: int) -> bool:
    """Note in whose account a guest keeps an order, unless it is in one. The caller commits."""
    done = session.execute(
        update(Order)
        .where(Order.id == order_id, Order.link_id.is_not(None), Order.payer_id.is_(None))
        .values(payer_id=owner_id, version=Order.version + 1)
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None
