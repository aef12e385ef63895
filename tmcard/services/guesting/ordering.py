"""A guest's choice becomes an order of the card's owner that only the guest's browser can pay."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.guests import Refusal
from tmcard.domain.money import Money
from tmcard.services import splitting
from tmcard.services.guesting.checking import LinkEnded, refusal, rules_of
from tmcard.services.quoting import Carriers
from tmcard.services.quoting.quote import Wish, place
from tmcard.store import guests, links, orders, plans, splits
from tmcard.store.models import Order
from tmcard.store.transactions import write


class PriceMoved(Exception):
    """It costs something else than what was shown."""


def order(session: Session, wish: Wish, shown: Money, *, now: datetime, carriers: Carriers) -> Order:
    """Quote what the guest wishes through the link that `wish` names, for the price that was shown. Commits.

    The same form again is the same order. Raises LinkEnded, PriceMoved, and as `quoting.quote`.
    """
    if wish.link_id is None:
        raise LookupError("link")
    with write(session, "guest_quoted"):
        links.lock(session, wish.link_id)
        link = guests.link_of(session, wish.link_id)
        if link is None:
            raise LookupError("link")
        known = orders.by_form_token(session, wish.form_token)
        ended = refusal(session, link, now, but=known.id if known is not None else 0)
        if ended is not None:
            raise LinkEnded(ended)
        placed = place(session, _shared(session, wish, now), now, carriers)
        against = rules_of(link).against(placed.plan.sku, placed.price)
        if against is not None:
            raise LinkEnded(against)
        if placed.price != shown:
            raise PriceMoved
        orders.put_open(session, placed.id, receipt_email=wish.email)
    return orders.by_id(session, placed.id)


def _shared(session: Session, wish: Wish, now: datetime) -> Wish:
    """The wish for a share, where the link splits a price."""
    split = splits.of_link(session, wish.link_id or 0)
    if split is None:
        return wish
    share = splitting.share_for(session, split, wish.visitor_hash, now)
    if share is None:
        raise LinkEnded(Refusal.USED_UP)
    if wish.sku != split.plan.sku or not plans.is_newest(session, split.plan_id):
        raise LinkEnded(Refusal.PLAN)
    return replace(wish, share=share)
