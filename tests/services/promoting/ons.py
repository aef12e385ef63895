"""Promotions as tests want them, stored, with everything left out filled in."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tests.services.stories import Story
from tmcard.domain.currencies import Currencies
from tmcard.domain.identifiers import clean_code, new_ref
from tmcard.domain.promotions import Asker
from tmcard.domain.states import Act
from tmcard.services import quoting
from tmcard.services.quoting import Shelf
from tmcard.store import orders
from tmcard.store.models import Card, Order, PromotionRow, PromotionUse
from tmcard.store.transactions import release, write

_numbers = count(1)


def promotion(session: Session, kind: str = "sale", **values: Any) -> PromotionRow:
    """A fifth off for everyone, from yesterday on."""
    facts: dict[str, Any] = {
        "ref": new_ref(),
        "key": f"{kind}-{next(_numbers)}",
        "kind": kind,
        "effect": {"percent": 20},
    }
    facts |= {"name_en": "Sale", "name_zh": "特卖", "starts_at": rows.NOW - timedelta(days=1), "ends_at": None}
    facts |= {"zone": "Asia/Shanghai", "skus": None, "budget": {}, "floor": {}, "stacking_group": kind}
    facts |= {"stacks_with": [], "created_at": rows.NOW, "code_key": clean_code(values.get("code") or "") or None}
    row = PromotionRow(**{**facts, **values})
    with write(session, "promotion"):
        session.add(row)
    return row


def coupon(session: Session, code: str = "HOLIDAY26", off: int = 200, **values: Any) -> PromotionRow:
    """US$2.00 off by a code."""
    return promotion(session, "coupon", code=code, effect={"amounts": {"USD": off}}, **values)


def shelf(story: Story, *codes: str, **who: Any) -> Shelf:
    """What the owner sees."""
    house, asker = Currencies(("USD",)), Asker(story.owner.id, codes, **who)
    found = quoting.shelf(story.session, story.card, house, "USD", story.clock(), asker=asker)
    release(story.session)
    return found


def lines(session: Session, order: Order) -> list[tuple[str, int]]:
    """What the order was quoted with: kinds and cents."""
    query = select(PromotionUse).where(PromotionUse.order_id == order.id).order_by(PromotionUse.number)
    found = [(use.kind, use.off_minor) for use in session.scalars(query.execution_options(populate_existing=True))]
    release(session)
    return found


def past(story: Story, card: Card, status: str = "credited", **values: Any) -> Order:
    """A renewal of the card as it ended long ago."""
    order = rows.order(story.session, card, story.plan, status, **values)
    with write(story.session, "past"):
        orders.note(story.session, order.id, "quoted", status, Act("owner", rows.NOW))
    return order


def neighbours(story: Story, number: int) -> Sequence[dict[str, Any]]:
    """So many other owners, each with a card, as quotes name them."""
    people = [rows.owner(story.session) for _ in range(number)]
    return [{"owner_id": each.id, "card_ref": rows.card(story.session, each).ref} for each in people]
