"""What must hold of promotions at every instant, asked of the books. docs/promotions.md, "What must hold"."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tmcard.domain.promotions import FOR_NEW_OWNERS
from tmcard.store.models import Order, Payment, PromotionRow, PromotionUse
from tmcard.store.promotions import counts, everything


def faults(session: Session, now: datetime) -> list[str]:
    """Every way in which the books break a rule of promotions, by name; none where all is well.

    Limits are those that stand now: one that was lowered below what had been given away shows here.
    """
    query = select(PromotionUse).join(Order, Order.id == PromotionUse.order_id).where(counts(now))
    uses = list(session.scalars(query.order_by(PromotionUse.id)))
    found = [fault for row in everything(session) for fault in _overdrawn(row, uses)]
    return [*found, *_twice_new(uses), *_twice_rewarded(uses), *_sums(session), *_captures(session)]


def _overdrawn(row: PromotionRow, uses: Sequence[PromotionUse]) -> Iterator[str]:
    own = [use for use in uses if use.promotion_id == row.id]
    if _over(row.in_total, [len(own)]):
        yield f"{row.key}: in_total"
    if _over(row.per_owner, Counter(use.owner_id for use in own).values()):
        yield f"{row.key}: per_owner"
    if _over(row.per_plan, Counter(use.sku for use in own).values()):
        yield f"{row.key}: per_plan"
    if _over(row.per_code, Counter(use.code for use in own).values()):
        yield f"{row.key}: per_code"
    for currency, budget in row.budget.items():
        if _over(budget, [sum(use.off_minor for use in own if use.currency == currency)]):
            yield f"{row.key}: budget {currency}"


def _over(limit: int | None, found: Iterable[int]) -> bool:
    return limit is not None and max(found, default=0) > limit


def _twice_new(uses: Sequence[PromotionUse]) -> Iterator[str]:
    """Whoever has two orders with what is for new owners. Two of it in one order is one person's one order."""
    orders = {(use.owner_id, use.order_id) for use in uses if use.kind in FOR_NEW_OWNERS}
    for owner_id, number in Counter(owner for owner, _ in orders).items():
        if number > 1:
            yield f"owner {owner_id}: new twice"


def _twice_rewarded(uses: Sequence[PromotionUse]) -> Iterator[str]:
    rewards = Counter(use.reward_id for use in uses if use.reward_id is not None)
    yield from (f"reward {reward_id}: used twice" for reward_id, number in rewards.items() if number > 1)


def _sums(session: Session) -> Iterator[str]:
    """The frozen total is the list price without its lines, and never nothing."""
    off = func.coalesce(func.sum(PromotionUse.off_minor), 0)
    query = select(Order.ref, Order.list_minor, Order.amount_minor, off.label("off"))
    query = query.outerjoin(PromotionUse).where(Order.list_minor.is_not(None)).group_by(Order.id)
    for ref, listed, amount, taken in session.execute(query):
        if (listed or 0) - taken != amount or amount < 1:
            yield f"order {ref}: {listed} - {taken} is not {amount}"


def _captures(session: Session) -> Iterator[str]:
    """The money that pays a discounted order is the frozen total."""
    query = select(Order.ref).join(Payment, Payment.pays_order_id == Order.id).where(Order.list_minor.is_not(None))
    paid = Payment.captured_minor.is_not_distinct_from(Order.amount_minor)
    yield from (f"order {ref}: captured something else" for ref in session.scalars(query.where(~paid)))
