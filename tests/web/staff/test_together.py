"""A price that several share, as the staff see it: from each share to all others."""

import pytest

from tests import rows
from tests.guest_links import made
from tests.web.staff.conftest import Desk
from tmcard.domain.money import Money
from tmcard.domain.splits import Outcome
from tmcard.store import plans, splits
from tmcard.store.models import Order
from tmcard.store.transactions import release, write


@pytest.fixture
def shares(desk: Desk) -> list[Order]:
    """Two of three shares: the first is paid, somebody looks at the second."""
    shop = desk.shop
    offer = plans.offer(shop.plan, Money(900, "USD"))
    link = made(shop.session, shop.card, skus=[shop.plan.sku], uses=3, split=offer)
    split = splits.of_link(shop.session, link.id)
    assert split is not None
    facts = {"link_id": link.id, "split_id": split.id, "amount_minor": 300}
    states = enumerate(("pooled", "open"), 1)
    return [rows.order(shop.session, shop.card, shop.plan, each, share_number=n, **facts) for n, each in states]


def test_it_says_how_many_have_paid_and_leads_to_the_other_shares(desk: Desk, shares: list[Order]) -> None:
    page = desk.get(f"/staff/orders/{shares[0].ref}").text
    assert "1 of 3 have paid." in page
    assert f'<a href="/staff/orders/{shares[1].ref}">Share 2</a>' in page
    assert "<strong>Share 1</strong>" in page
    assert "多人分摊" in desk.chinese(f"/staff/orders/{shares[0].ref}")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.COMPLETE, "the last share brings the renewal"),
        (Outcome.LATE, "Not all paid in time"),
        (Outcome.REVOKED, "It was called off"),
    ],
)
def test_it_says_what_came_of_it(desk: Desk, shares: list[Order], outcome: Outcome, words: str) -> None:
    with write(desk.shop.session, "ended"):
        splits.end(desk.shop.session, shares[0].split_id or 0, outcome, desk.shop.at)
    assert words in desk.get(f"/staff/orders/{shares[0].ref}").text


def test_orders_that_are_no_share_say_nothing_of_it(desk: Desk) -> None:
    order, _ = desk.taken()
    release(desk.shop.session)
    assert 'id="together"' not in desk.get(f"/staff/orders/{order.ref}").text
