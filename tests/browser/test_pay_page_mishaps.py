"""The pay page when foreign scripts fail, come late, come twice or not at all: our own form pays all the same."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Browse
from tests.browser.till import CARDS, at_the_till
from tests.visitor import Visitor
from tests.world import World
from tmcard.worker import Worker

WIDE = "#card-name iframe"


def hold_a_finger(page: Page) -> None:
    """Press Apple Pay and agree on its sheet."""
    page.locator("#apple-pay-button").click()
    expect(page.get_by_role("dialog", name="Apple Pay")).to_contain_text("T-M card 9.00 USD")
    page.locator("[data-standin=authorize]").click()


def test_apple_pay_is_paid_for_exactly_what_its_sheet_said(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    till = at_the_till(browse, small_world, traveller, "apple-pay", wait_for="#apple-pay-button:visible")
    hold_a_finger(till.page)
    steps.expect_heading(till.page, "Your card is being renewed")
    assert (till.methods(), till.captures()) == (["apple_pay"], 1)
    small_world.worker.sweep()


def test_apple_pay_of_another_amount_is_refused_and_told_to_us(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    till = at_the_till(
        browse, small_world, traveller, "apple-pay", wait_for="#apple-pay-button:visible", expects=(422,)
    )
    till.page.route("**/apple-pay", lambda route: route.continue_(post_data="amount=0.01&currency=USD"))
    with till.page.expect_response("**/script-errors") as told:
        hold_a_finger(till.page)
    assert "APPLE_PAY_AMOUNT_MISMATCH" in (told.value.request.post_data or "")
    till.expect_said("apple_pay", "no money has been taken")
    assert till.captures() == 0


def test_a_declined_apple_pay_leaves_the_other_ways(browse: Browse, small_world: World, traveller: Visitor) -> None:
    switches = ("apple-pay", "apple-pay-declined")
    till = at_the_till(browse, small_world, traveller, *switches, wait_for="#apple-pay-button:visible")
    hold_a_finger(till.page)
    till.expect_said("apple_pay", "The payment was declined. No money has been taken.")
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")
    small_world.worker.sweep()


def test_a_blocked_script_is_said_and_our_own_form_pays(browse: Browse, small_world: World, traveller: Visitor) -> None:
    till = at_the_till(browse, small_world, traveller, "missing", wait_for="[data-said=script]", expects=(404,))
    till.expect_said("script", "More ways to pay could not be loaded from PayPal.")
    expect(till.page.locator("#pay-redirect")).to_have_text("Pay US$9.00")
    steps.pay(till.page, small_world)
    steps.expect_heading(till.page, "Your card is being renewed")
    small_world.worker.sweep()


def test_without_scripts_only_the_form_is_there_and_pays(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    till = at_the_till(browse, small_world, traveller, wait_for="#pay-redirect", java_script_enabled=False)
    seen = [name for name in ("card", "apple-pay", "paypal-button") if till.page.locator(f"#{name}").is_visible()]
    assert seen == []
    steps.pay(till.page, small_world)
    steps.expect_heading(till.page, "Your card is being renewed")
    small_world.worker.sweep()


def test_an_approval_told_twice_takes_the_money_once(browse: Browse, small_world: World, traveller: Visitor) -> None:
    till = at_the_till(browse, small_world, traveller, "approve-twice", wait_for=WIDE)
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")
    assert (till.statuses(), till.captures()) == (["captured"], 1)
    small_world.worker.sweep()


def test_a_tab_closed_after_the_approval_is_paid_by_the_worker(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    till = at_the_till(browse, small_world, traveller, "approve-never", wait_for=WIDE)
    with till.page.expect_response("**/card") as confirmed:
        till.pay_by_card(CARDS["approved"])
    assert confirmed.value.ok
    till.page.close()
    Worker(small_world.app, lambda: datetime.now(UTC) + timedelta(seconds=30)).sweep()
    assert (till.statuses(), till.captures()) == (["captured"], 1)
    small_world.worker.sweep()


@pytest.mark.parametrize("switch", ["create-order-rejects", "window-closed"])
def test_a_button_that_fails_gives_our_own_back(
    browse: Browse, small_world: World, traveller: Visitor, switch: str
) -> None:
    till = at_the_till(browse, small_world, traveller, switch, wait_for="#paypal-button button")
    till.page.locator("#paypal-button button").click()
    expect(till.page.locator("#pay-redirect")).to_be_enabled()
    steps.pay(till.page, small_world)
    steps.expect_heading(till.page, "Your card is being renewed")
    small_world.worker.sweep()


def test_an_account_that_may_not_take_cards_shows_none(browse: Browse, small_world: World, traveller: Visitor) -> None:
    till = at_the_till(browse, small_world, traveller, "no-card-fields", wait_for="#paypal-button button")
    assert not till.page.locator("#card").is_visible()
