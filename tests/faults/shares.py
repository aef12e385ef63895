"""Two who share the price of one renewal, and the owner who may call it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.orm import Session

from tests import rows
from tmcard.domain.links import Purpose
from tmcard.domain.money import Money
from tmcard.services import guesting, splitting
from tmcard.services.guesting import Wanted
from tmcard.services.quoting.quote import Wish, place
from tmcard.store import links, orders, plans, splits
from tmcard.store.models import Card, Order, Plan
from tmcard.store.transactions import write
from tmcard.web.database import db

if TYPE_CHECKING:
    from tests.faults.acts import Cast
    from tests.faults.picture import Picture

LASTS = timedelta(days=2)


def lay_shares(session: Session, card: Card, plan: Plan) -> tuple[str, str]:
    """Split the plan's price between two, and quote each a share. Both pay from the browser of the owner."""
    offer = plans.offer(plan, Money(plan.prices[0].amount_minor, "USD"))
    wanted = Wanted([plan.sku], None, 2, LASTS, split=offer)
    link = guesting.make(session, card, wanted, locale="en", now=rows.NOW)
    return _quote(session, card, plan, link.id, "first"), _quote(session, card, plan, link.id, "second")


def _quote(session: Session, card: Card, plan: Plan, link_id: int, visitor: str) -> str:
    with write(session, "share_quoted"):
        split = splits.of_link(session, link_id)
        share = splitting.share_for(session, split, visitor, rows.NOW) if split is not None else None
        facts = (card.owner_id or 0, card.ref, plan.sku, f"share-{visitor}", "USD", "en", "Asia/Shanghai")
        order = place(session, Wish(*facts, link_id=link_id, visitor_hash=visitor, share=share), rows.NOW, {})
        session.execute(update(Order).where(Order.id == order.id).values(payer_id=card.owner_id))
    return order.ref


def call_off(cast: Cast, ref: str, _: str) -> None:
    """The owner takes the link back."""
    with cast.scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        link = order.link if order is not None else None
        found = links.by_ref(session, link.ref, Purpose.GUEST) if link is not None else None
        if found is not None:
            guesting.revoke(session, found, cast.scene.clock())
    cast.perform("look")


def letters(seen: Picture) -> set[str]:
    """What is written because a price was shared: of each share that had to wait, and to the owner how it ended."""
    waited = {e["order_id"] for e in seen.order_events if e["event"] == "share_paid"}
    back = {e["order_id"] for e in seen.order_events if e["event"] == "shares_given_back"}
    called_off = {split["id"] for split in seen.splits if split["outcome"] == "revoked"}
    mine = [order for order in seen.orders if order.get("split_id") is not None]
    failed = {o["split_id"] for o in mine if o["id"] in back} - called_off
    leads = [o for o in mine if o["status"] == "credited" and o["id"] not in waited]
    found = {f"share:{o['ref']}" for o in mine if o["id"] in waited} | {f"split_failed:{key}" for key in failed}
    return found | {f"guest_renewed:{lead['ref']}" for lead in leads}


SHARES: Mapping[str, Callable[[Cast, str, str], None]] = {"revoke": call_off}
