"""Data without a limit: words instead of a gauge, and never "used up"."""

import pytest

from tests import rows
from tests.web.shop import Shop
from tmcard.store import cards
from tmcard.store.transactions import write


@pytest.mark.parametrize("others", [0, 1, 9])
def test_data_without_a_limit_is_told_in_words_and_no_gauge_is_drawn(shop: Shop, others: int) -> None:
    with write(shop.session, "unlimited"):
        cards.put(shop.session, shop.card.id, is_unlimited=True, total_bytes=0, used_bytes=0)
    for _ in range(others):
        rows.card(shop.session, shop.owner, is_unlimited=True, total_bytes=0, used_bytes=0)
    page = shop.browser(shop.owner).get("/dashboard/").text
    assert page.count("Data without limit") == others + 1
    assert "0\u00a0MB" not in page
    assert "Used up" not in page


def test_data_without_a_limit_is_told_on_the_cards_page(shop: Shop) -> None:
    with write(shop.session, "unlimited"):
        cards.put(shop.session, shop.card.id, is_unlimited=True, total_bytes=0, used_bytes=0)
    page = shop.browser(shop.owner).get(f"/dashboard/cards/{shop.card.ref}").text
    assert "Data without limit" in page
    assert "of 0\u00a0MB" not in page
