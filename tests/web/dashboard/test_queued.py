"""A queued renewal on the dashboard: when it starts, the way out, nothing else to buy meanwhile; and the promise."""

import pytest

from tests import rows
from tests.web.shop import Shop
from tmcard.store import views


@pytest.fixture
def ref(shop: Shop) -> str:
    """Paid, and waiting for the running plan to end."""
    order = shop.order("queued", paid_at=rows.NOW, starts="queued")
    rows.payment(shop.session, order, "captured")
    return order.ref


def page(shop: Shop, path: str) -> str:
    """What the owner reads there."""
    return shop.browser(shop.owner).get(path).text


def test_the_card_says_when_it_starts_and_offers_the_way_out(shop: Shop, ref: str) -> None:
    read = page(shop, f"/dashboard/cards/{shop.card.ref}")
    assert "starts when this plan is about to end, on <time" in read
    assert "30 November 2026, 23:29 (Beijing time)" in read
    assert f'href="/checkout/{ref}/cancel-queued">Cancel and get US$9.00 back' in read


def test_no_other_plan_is_offered_meanwhile(shop: Shop, ref: str) -> None:
    assert f"/plans/cards/{shop.card.ref}" not in page(shop, f"/dashboard/cards/{shop.card.ref}")


def test_the_list_says_it_too(shop: Shop, ref: str) -> None:
    read = page(shop, "/dashboard/")
    assert "The next plan is paid and starts by itself." in read
    assert f'href="/checkout/{ref}"' in read


def test_it_is_no_renewal_under_way(shop: Shop, ref: str) -> None:
    seen = views.card(shop.session, shop.card.ref, shop.owner.id)
    assert seen is not None
    assert (seen.is_renewing, seen.is_awaited, seen.mark.renewing_since) == (False, True, None)


def test_the_card_names_the_promised_time(shop: Shop) -> None:
    shop.order("crediting")
    assert "By 14:35 (Beijing time), or your money back." in page(shop, f"/dashboard/cards/{shop.card.ref}")


def test_once_the_promised_time_is_over_the_card_says_what_happens(shop: Shop) -> None:
    shop.order("crediting")
    browser, path = shop.browser(shop.owner), f"/dashboard/cards/{shop.card.ref}/renewal"
    shop.later(minutes=29)
    early = shop.partial(browser, path).headers["HX-PTag"]
    shop.later(minutes=1)
    late = shop.partial(browser, path, **{"HX-PTag": early})
    assert "The promised time has passed" in late.text


def test_a_renewal_that_was_queued_is_young_when_it_starts(shop: Shop) -> None:
    shop.order("paid", paid_at=rows.NOW.replace(day=1), starts="queued")
    seen = views.card(shop.session, shop.card.ref, shop.owner.id)
    assert seen is not None
    assert seen.mark.renewing_since == rows.NOW
