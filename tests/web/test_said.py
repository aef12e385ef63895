"""A code that was typed on the site counts at every door of the same browser (issue 5, point 4)."""

from tests import guest_links, renew_links
from tests.services.promoting.ons import coupon
from tests.web.shop import Shop

CODE = "HOLIDAY"


def test_a_code_typed_on_the_site_counts_behind_a_reminder(shop: Shop) -> None:
    coupon(shop.session, code=CODE)
    browser = shop.browser()
    shop.post(browser, "/promotions/code", code=CODE)
    link = renew_links.made(shop.session, shop.card)
    renew_links.opened(shop, link, browser)
    assert renew_links.pay(shop, browser, link).status_code == 303
    order = renew_links.ordered(shop)
    assert ([use.code for use in order.uses], order.amount_minor) == ([CODE], 700)


def test_a_code_typed_on_the_site_counts_for_a_guest(shop: Shop) -> None:
    coupon(shop.session, code=CODE)
    browser = shop.browser()
    shop.post(browser, "/promotions/code", code=CODE)
    link = guest_links.made(shop.session, shop.card)
    guest_links.opened(shop, link, browser)
    assert "Agree and pay US$7.00" in browser.get(f"/guest/{link.ref}").text
    guest_links.pay(shop, browser, link, plan=f"{shop.plan.sku}|USD|700")
    order = renew_links.ordered(shop)
    assert ([use.code for use in order.uses], order.amount_minor) == ([CODE], 700)
