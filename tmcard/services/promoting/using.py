"""An order and what it has of promotions: reserved by its quote, kept until its money is taken or it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.promotions import FOR_NEW_OWNERS, Deal, Kind, Line, mark
from tmcard.services.promoting.running import Running
from tmcard.store import promotions, reservations
from tmcard.store.models import Order, PromotionUse


def reserve(session: Session, order: Order, deal: Deal, running: Running, now: datetime) -> None:
    """Write down the lines of a deal, in the transaction that stores its order and under the locks of `running`.

    What its asker had reserved of the same before is given up: they will not have it twice.
    """
    uses = [_use(session, order, line, number, running, now) for number, line in enumerate(deal.lines, 1)]
    session.add_all(uses)
    reservations.release(session, _given_up(session, running.yielding, uses), now)


def is_kept(session: Session, order: Order) -> bool:
    """Whether the order still has all that it was quoted with, which nobody takes from it until the transaction ends.

    In a write transaction.
    """
    return order.list_minor is None or all(use.released_at is None for use in reservations.lock_uses(session, order.id))


def still_has(session: Session, order: Order) -> bool:
    """The same, as it is now and without a lock."""
    return order.list_minor is None or not reservations.is_released(session, order.id)


def keep(session: Session, order: Order, email: str | None, now: datetime) -> bool:
    """Write down whose address the receipt goes to, and answer whether the order may keep what it was quoted with.

    What is for new owners is given up where that address had it, or any renewal, before. In a write transaction.
    """
    if not email and order.link_id is not None:  # a guest has given an address before
        email = order.receipt_email
    reservations.put_mark(session, order.id, mark(email) if email else None)
    if order.list_minor is None:
        return True
    uses = list(order.uses)
    promotions.lock(session, [use.promotion_id for use in uses if use.kind in FOR_NEW_OWNERS])
    uses = reservations.lock_uses(session, order.id)
    for_new = [use.id for use in uses if use.kind in FOR_NEW_OWNERS]
    if for_new and not _is_new(session, order, email, now):
        reservations.release(session, for_new, now)
        return False
    return all(use.released_at is None for use in uses)


def _is_new(session: Session, order: Order, email: str | None, now: datetime) -> bool:
    address = mark(email) if email else None
    whose = (order.owner_id, order.card_id, address)
    return reservations.is_new(session, *whose, now=now, but_order=order.id)


def _use(session: Session, order: Order, line: Line, number: int, running: Running, now: datetime) -> PromotionUse:
    names = {"name_en": line.names[0], "name_zh": line.names[1]}
    given = {"currency": line.off.currency, "off_minor": line.off.amount_minor, "extra_bytes": line.extra_bytes}
    use = PromotionUse(order_id=order.id, number=number, kind=line.kind, code=line.code, **names, **given)
    use.promotion_id, use.sku = running.ids[line.promotion_ref], order.plan.sku
    use.owner_id, use.card_id = order.owner_id, order.card_id
    if line.kind is Kind.REWARD and order.owner_id is not None:
        waiting = reservations.free_rewards(session, order.owner_id, now, running.yielding)
        use.reward_id = next(each.id for each in waiting if each.promotion_id == use.promotion_id)
    return use


def _given_up(session: Session, yielding: Sequence[int], uses: Sequence[PromotionUse]) -> list[int]:
    had = {use.promotion_id for use in uses}
    is_for_new = any(use.kind in FOR_NEW_OWNERS for use in uses)
    own = reservations.by_ids(session, yielding) if yielding and uses else []
    return [use.id for use in own if use.promotion_id in had or (is_for_new and use.kind in FOR_NEW_OWNERS)]
