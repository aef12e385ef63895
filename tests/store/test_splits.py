"""Of a split price no share is paid twice: the database itself says so."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import rows
from tests.guest_links import made
from tmcard.domain.guests import USING
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.store import plans, splits
from tmcard.store.models import Order


def _shares(session: Session, *paid: tuple[str, int]) -> list[Order]:
    """Orders of one split, each with its status and the number of its share."""
    card, plan = rows.card(session, rows.owner(session)), rows.plan(session)
    link = made(session, card, skus=[plan.sku], uses=3, split=plans.offer(plan, Money(900, "USD")))
    split = splits.of_link(session, link.id)
    assert split is not None
    facts = {"link_id": link.id, "split_id": split.id}
    return [rows.order(session, card, plan, status, share_number=number, **facts) for status, number in paid]


@pytest.mark.parametrize("status", sorted(USING))
def test_a_share_is_paid_by_one_order(session: Session, status: str) -> None:
    with pytest.raises(IntegrityError):
        _shares(session, (OrderStatus.POOLED, 1), (status, 1))
    session.rollback()


def test_others_may_ask_for_it_and_get_their_money_back(session: Session) -> None:
    others = (OrderStatus.OPEN, OrderStatus.OPEN, OrderStatus.REFUNDING, OrderStatus.REFUNDED, OrderStatus.EXPIRED)
    assert len(_shares(session, (OrderStatus.POOLED, 1), (OrderStatus.POOLED, 2), *((each, 1) for each in others))) == 7
