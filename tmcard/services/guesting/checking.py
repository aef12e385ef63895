"""Whether a link still allows what is asked of it: at the page, at the quote, before paying, before the money is taken.

Many may go to pay through one link at once; it is used up by the first whose money is about to be taken. That is
decided under a lock on the link (`has_room`), so nobody has to wait for somebody who only looked at PayPal's page.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import guests as rules
from tmcard.domain.guests import Refusal, Terms
from tmcard.services import linking
from tmcard.store import guests, links
from tmcard.store.models import GuestTerms, Link, Order


class LinkEnded(Exception):
    """The link does not allow this (any more). `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def terms_of(link: Link) -> GuestTerms:
    """What the guest link allows. Raises LookupError for a link of another kind."""
    if link.terms is None:
        raise LookupError(link.ref)
    return link.terms


def rules_of(link: Link) -> Terms:
    """The same in the domain's words."""
    terms = terms_of(link)
    return Terms(frozenset(terms.skus) if terms.skus is not None else None, terms.most, terms.uses)


def refusal(session: Session, link: Link, now: datetime, *, but: int = 0) -> Refusal | None:
    """Why nothing (more) can be paid through the link, `but` being the order that asks."""
    used = guests.uses(session, link.id, but=but)
    return rules.ended(linking.standing(session, link, now), used, rules_of(link).uses)


def check(session: Session, order: Order, now: datetime) -> None:
    """Make sure that the link of the order, if it was made through one for guests, allows it. Raises LinkEnded."""
    link = guests.link_of(session, order.link_id)
    if link is None:
        return
    reason = refusal(session, link, now, but=order.id) or rules_of(link).against(order.plan.sku, order.price)
    if reason is not None:
        raise LinkEnded(reason)


def hindrance(session: Session, order: Order, now: datetime) -> str | None:
    """Why no money may be taken for the order because of its link: `link_revoked` and the like."""
    try:
        check(session, order, now)
    except LinkEnded as ended:
        return f"link_{ended.reason}"
    return None


def has_room(session: Session, order: Order) -> bool:
    """Whether the link's uses suffice for this order too, in the transaction that is about to have its money taken.

    Locks the link until that ends, so of two at its last use one sees the other.
    """
    link = guests.link_of(session, order.link_id)
    if link is None:
        return True
    links.lock(session, link.id)
    return guests.uses(session, link.id, but=order.id) < rules_of(link).uses
