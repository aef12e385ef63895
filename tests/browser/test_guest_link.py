"""A guest in a real browser, with scripts and without; and an owner who passes a link on."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Browse
from tests.visitor import Visitor
from tests.world import World

EMAIL = {"en": "Your e-mail", "zh": "您的邮箱"}
ASIA_5 = {"en": "Asia 5 GB, 1 month", "zh": "亚洲 5 GB 月套餐"}
AGREE = {"en": "Agree and pay US$9.00", "zh": "同意条款并支付 US$9.00"}
DONE = {"en": "Your card is renewed", "zh": "续费成功"}


@pytest.fixture
def sharer(traveller: Visitor) -> Visitor:
    """The traveller in another tab, at a link for any plan that was made anew."""
    tab = Visitor(traveller.site, traveller.language, traveller.http).open("/dashboard/")
    cards = [a.get("href", "") for a in tab.page.iter("a") if a.get("href", "").startswith("/dashboard/cards/")]
    ref = next(card.rpartition("/")[2] for card in cards if not card.endswith("/claim"))
    return tab.open(f"/account/links/new?card={ref}").submit("/account/links/new")


@pytest.fixture
def address(sharer: Visitor) -> str:
    """What the link is passed on as."""
    return next(box.get("value", "") for box in sharer.page.iter("input") if box.get("id") == "address")


def _approve(page: Page, world: World) -> None:
    page.wait_for_url(f"{world.paypal}/**")
    page.locator(steps.APPROVE).click()
    page.wait_for_url(f"{world.site}/checkout/*")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_button_names_the_price_of_the_plan_that_is_chosen(
    browse: Browse, small_world: World, address: str, language: str
) -> None:
    page = browse(language)
    page.goto(address)
    assert "/g/" not in page.url
    page.get_by_label(ASIA_5[language], exact=False).check(force=True)
    page.get_by_label(EMAIL[language]).fill("payer@example.com")
    page.get_by_role("button", name=AGREE[language]).click()
    _approve(page, small_world)
    small_world.worker.sweep()
    steps.expect_heading(page, DONE[language])


def test_without_scripts_it_takes_the_same_steps(browse: Browse, small_world: World, address: str) -> None:
    page = browse("en", java_script_enabled=False)
    page.goto(address)
    page.get_by_label(ASIA_5["en"]).check(force=True)
    page.get_by_label(EMAIL["en"]).fill("payer@example.com")
    page.get_by_role("button", name="Agree and pay the chosen plan").click()
    _approve(page, small_world)
    small_world.worker.sweep()
    steps.expect_heading(page, DONE["en"])


def test_the_other_ways_to_pay_are_one_tap_away(browse: Browse, address: str) -> None:
    page = browse("en")
    page.goto(address)
    page.get_by_label(ASIA_5["en"]).check(force=True)
    page.get_by_label(EMAIL["en"]).fill("payer@example.com")
    page.get_by_role("button", name="Card, Apple Pay").click()
    steps.expect_heading(page, "Check and pay")


def test_an_owner_copies_the_link_and_shows_it_as_a_picture(browse: Browse, sharer: Visitor, address: str) -> None:
    page = browse("en", sharer)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(sharer.path)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_text("Show it as a QR code").click()
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
