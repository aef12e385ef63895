"""What fingers and back buttons do: nothing is paid twice, and nothing is left behind on a shared phone."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Browse
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_tap_on_pay_is_one_attempt(
    browse: Browse, small_world: World, traveller: Visitor, scripts: bool
) -> None:
    page = browse("en", traveller, java_script_enabled=scripts)
    steps.review(page, traveller.path)
    order = page.url
    page.locator(steps.REDIRECT).dblclick()
    page.wait_for_url(f"{small_world.paypal}/**")
    assert steps.attempts(small_world, order) == 1


def test_going_back_after_paying_shows_what_became_of_it(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    page = browse("en", traveller)
    steps.review(page, traveller.path)
    steps.pay(page, small_world)
    small_world.worker.sweep()
    steps.expect_heading(page, "Your card is renewed")
    steps.stay(page)
    page.evaluate("history.go(-2)")
    page.wait_for_function("window.stayed !== true")
    steps.expect_heading(page, "Your card is renewed")
    expect(page.locator("form[action$='/pay']")).to_have_count(0)


def test_after_signing_out_the_back_button_shows_nothing_personal(browse: Browse, small_world: World) -> None:
    visitor, number = acts.register(small_world, "en-GB")
    page = browse("en", visitor)
    page.goto("/dashboard/")
    page.goto("/account/")
    assert number[-2:] in page.inner_text("main")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{small_world.site}/")
    for _ in range(2):
        page.go_back()
        steps.expect_heading(page, "Sign in")
        assert number[-2:] not in page.inner_text("main dl, main h1")


def test_the_language_changes_in_place_and_stays(browse: Browse, small_world: World, traveller: Visitor) -> None:
    page = browse("en", traveller)
    page.goto(traveller.path)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(f"{small_world.site}{traveller.path}")
    page.goto("/dashboard/")
    steps.expect_heading(page, "我的卡")
    page.get_by_role("button", name="English").click()
    steps.expect_heading(page, "My cards")
