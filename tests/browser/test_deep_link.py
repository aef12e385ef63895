"""Issue 5, point 2: two taps from the mail to paying, in a phone's browser, with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from tests import renew_mail
from tests.browser import steps
from tests.browser.conftest import Browse
from tests.journeys import acts
from tests.world import World


@pytest.mark.parametrize(("label", "scripts"), [("Seoul", True), ("Mum's tablet", False)])
def test_opening_the_mail_and_one_button_pay(browse: Browse, small_world: World, label: str, scripts: bool) -> None:
    address = renew_mail.sent(small_world, acts.labelled(label))
    page = browse("en", java_script_enabled=scripts)
    page.set_content(f'<a href="{address}">Renew</a>')
    page.get_by_role("link").tap()
    page.get_by_role("button", name="Agree and pay").tap()
    page.wait_for_url(f"{small_world.paypal}/**")
    page.locator(steps.APPROVE).click()
    page.wait_for_url(f"{small_world.site}/checkout/*")
    small_world.worker.sweep()
    steps.expect_heading(page, "Your card is renewed")


def test_the_button_is_in_the_first_screens_of_a_small_phone_and_nothing_is_wider_than_it(
    browse: Browse, small_world: World
) -> None:
    address = renew_mail.sent(small_world, acts.labelled("Singapore"))
    for language, words in (("en", "Agree and pay"), ("zh", "同意条款并支付")):
        page = browse(language, viewport={"width": 320, "height": 568})
        page.goto(address)
        assert "/r/" not in page.url
        box = page.get_by_role("button", name=words).bounding_box()
        assert box is not None
        assert box["y"] < 2 * 568
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_card_and_apple_pay_are_two_taps_away_too(browse: Browse, small_world: World) -> None:
    address = renew_mail.sent(small_world, acts.labelled("Singapore"))
    page = browse("en")
    page.goto(address)
    page.get_by_role("button", name="Card, Apple Pay").tap()
    page.wait_for_url("**/checkout/*")
    expect(page.locator("#card")).to_be_visible(timeout=steps.PATIENCE)
