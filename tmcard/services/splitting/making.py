"""A price is split as a link is made; whoever opens it is given the next share; its owner may call it off."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.money import Money
from tmcard.domain.splits import LONGEST, Outcome, Share, shares_of
from tmcard.store import splits
from tmcard.store.models import Link, Order, Split


def make(
    session: Session, link: Link, *, plan_id: int, price: Money, shares: int, deadline_at: datetime, now: datetime
) -> Split:
    """Split the price of one plan for the link's card, inside the caller's transaction.

    Raises ValueError for too few or too many shares, or a deadline that is past or too far away.
    """
    shares_of(price, shares)
    if link.card_id is None or not now < deadline_at <= now + LONGEST:
        raise ValueError("deadline")
    split = Split(ref=new_ref(), link_id=link.id, card_id=link.card_id, plan_id=plan_id, shares=shares)
    split.currency, split.amount_minor = price.currency, price.amount_minor
    split.created_at, split.deadline_at = now, deadline_at
    return splits.add(session, split)


def share_for(session: Session, split: Split, visitor_hash: str | None, now: datetime) -> Share | None:
    """The share that whoever looks now is asked for; None when all are paid.

    The first that nobody has paid or was just quoted; where others are at all of them, the first unpaid one: of two
    at one share the second to pay is not charged.
    """
    prices = shares_of(split.price, split.shares)
    unpaid = [number for number in range(1, split.shares + 1) if number not in splits.taken(session, split.id)]
    if not unpaid:
        return None
    quoted = splits.quoted(session, split.id, visitor_hash, now)
    number = next((each for each in unpaid if each not in quoted), unpaid[0])
    return Share(split.id, number, prices[number - 1])


def again(session: Session, order: Order, now: datetime) -> Share | None:
    """The share for a fresh quote in the place of `order`; None where it is no share. Raises LookupError when all are
    paid.
    """
    if order.split_id is None:
        return None
    share = share_for(session, splits.by_id(session, order.split_id), order.visitor_hash, now)
    if share is None:
        raise LookupError(order.ref)
    return share


def cancel(session: Session, link_id: int, now: datetime) -> None:
    """Call it off, in the transaction that takes its link back: everybody who paid is given the money back.

    Too late when the last share is paid: it has ended then, and the renewal is on its way.
    """
    split = splits.of_link(session, link_id)
    if split is not None:
        splits.end(session, split.id, Outcome.REVOKED, now)
        splits.wake(session, split.id, now)
