"""Three ways to pay on one page, in a real browser: none takes another away, and no card number comes near us."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Browse
from tests.browser.till import CARDS, Till, at_the_till
from tests.loud import Heard, loud
from tests.visitor import Visitor
from tests.world import World
from tmcard.web import access_log

__all__ = ["loud"]


@pytest.fixture
def till(browse: Browse, small_world: World, traveller: Visitor) -> Iterator[Till]:
    """The pay page of an order just quoted, with the terms agreed to. What was paid is delivered in the end."""
    yield at_the_till(browse, small_world, traveller, expects=(422,))
    small_world.worker.sweep()


def test_a_card_is_paid_in_the_page_and_the_order_tells_the_rest(till: Till) -> None:
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")
    assert till.methods() == ["card"]


def test_paypals_button_pays_in_a_window_of_its_own(till: Till) -> None:
    till.pay_in_window()
    steps.expect_heading(till.page, "Your card is being renewed")
    assert till.methods() == ["paypal"]


def test_a_declined_card_leaves_every_way_open_and_another_card_pays(till: Till) -> None:
    till.pay_by_card(CARDS["declined"])
    till.expect_said("card", "The payment was declined. No money has been taken.")
    expect(till.page.locator("#paypal-button button")).to_be_enabled()
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")
    assert till.statuses() == ["declined", "captured"]


def test_a_card_refused_at_the_capture_may_be_followed_by_another(till: Till) -> None:
    till.pay_by_card(CARDS["instrument declined"])
    till.expect_said("card", "That card or account was declined. No money has been taken.")
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")


def test_a_card_whose_owner_the_bank_confirms_is_paid(till: Till) -> None:
    till.pay_by_card(CARDS["3-D Secure passed"])
    till.at_the_bank("#confirm")
    steps.expect_heading(till.page, "Your card is being renewed")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("3-D Secure failed", "Your bank could not confirm that it is you. No money has been taken."),
        ("3-D Secure unclear", "Your bank gave no clear answer when we asked whether it is you."),
    ],
)
def test_no_money_is_taken_unless_the_bank_says_so_whatever_the_browser_says(till: Till, card: str, words: str) -> None:
    till.pay_by_card(CARDS[card])
    till.at_the_bank("#confirm")
    till.expect_said("card", words)
    assert (till.statuses(), till.captures()) == (["declined"], 0)
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")


def test_leaving_the_banks_page_changes_nothing(till: Till) -> None:
    till.pay_by_card(CARDS["3-D Secure passed"])
    till.at_the_bank("#leave")
    expect(till.page.locator("#card-pay")).to_be_enabled()
    till.pay_in_window()
    steps.expect_heading(till.page, "Your card is being renewed")


def test_closing_paypals_window_changes_nothing(till: Till) -> None:
    till.window().close()
    expect(till.page.locator("#card-pay")).to_be_enabled()
    till.pay_by_card(CARDS["approved"])
    steps.expect_heading(till.page, "Your card is being renewed")


def test_a_declined_account_is_asked_for_another_in_the_same_window(till: Till) -> None:
    first = till.window()
    with till.page.expect_popup() as again:
        till.approve(first, "payer+declined@example.com")
    till.approve(again.value)
    steps.expect_heading(till.page, "Your card is being renewed")
    assert till.methods() == ["paypal"]


def test_nothing_begins_before_the_terms_are_agreed_to(till: Till) -> None:
    till.page.locator("[name=terms]").uncheck()
    till.page.locator("#card-pay").click()
    till.expect_said("terms", "Agree to the terms to continue")
    till.page.locator("#paypal-button button").click()
    assert (till.methods(), len(till.page.context.pages)) == ([], 1)


def test_an_incomplete_card_is_said_and_asks_nobody(till: Till) -> None:
    till.type_card("4111 1111 1111 1112")
    till.page.locator("#card-pay").click()
    till.expect_said("card", "Check the card")
    assert till.methods() == []


def test_a_double_press_on_the_card_button_is_one_attempt(till: Till) -> None:
    till.type_card(CARDS["approved"])
    till.page.locator("#card-pay").dblclick()
    steps.expect_heading(till.page, "Your card is being renewed")
    assert (till.methods(), till.captures()) == (["card"], 1)


def test_what_is_wrong_with_the_address_is_said_beside_it(till: Till) -> None:
    till.page.fill("[name=email]", "nobody")
    till.type_card(CARDS["approved"])
    till.page.locator("#card-pay").click()
    till.expect_said("email", "Enter an e-mail address")
    assert till.methods() == []


def test_the_number_of_a_card_goes_to_paypal_alone(till: Till, loud: Heard) -> None:
    access_log.configure(replace(till.world.app.extensions["tmcard"].config, log_level="DEBUG"))
    sent: list[tuple[str, str]] = []
    till.page.context.on("request", lambda request: sent.append((request.url, f"{request.url} {request.post_data}")))
    number = CARDS["approved"]
    till.pay_by_card(number)
    steps.expect_heading(till.page, "Your card is being renewed")
    knowing = {url.split("/sdk/")[0] for url, text in sent if number in text.replace("+", "").replace("%20", "")}
    assert knowing == {till.world.paypal}
    assert number not in till.everything_stored()
    heard = loud.text
    assert ("/attempts" in heard, number in heard) == (True, False)


def shown(page: Page) -> list[str]:
    """The ways to pay that can be seen."""
    names = ("paypal-button", "card", "apple-pay", "pay-redirect")
    return [name for name in names if page.locator(f"#{name}").is_visible()]


def test_apple_pay_is_nowhere_to_be_seen_where_the_device_has_none(till: Till) -> None:
    assert shown(till.page) == ["paypal-button", "card", "pay-redirect"]
