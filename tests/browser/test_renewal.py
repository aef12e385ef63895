"""The main job in a real browser, with scripts and without."""

from playwright.sync_api import expect

from standins.demo.people import FREE
from tests.browser import steps
from tests.browser.conftest import Browse
from tests.browser.tour import Tourist
from tests.visitor import Visitor
from tests.world import World


def test_somebody_new_renews_and_watches_it_arrive_without_a_page_load(browse: Browse, small_world: World) -> None:
    page = browse("en")
    steps.register(page, small_world, "13912340001")
    steps.claim(page, FREE[1])
    steps.review(page, page.url)
    steps.pay(page, small_world)
    steps.expect_heading(page, "Your card is being renewed")
    steps.stay(page)
    small_world.worker.sweep()
    steps.expect_heading(page, "Your card is renewed")
    expect(page.get_by_role("link", name="Receipt")).to_be_visible()
    assert steps.stayed(page)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert FREE[1].iccid not in page.evaluate("document.cookie")


def test_the_dashboard_shows_new_data_without_a_page_load(
    browse: Browse, small_world: World, traveller: Visitor
) -> None:
    page = browse("en", traveller)
    steps.review(page, traveller.path)
    steps.pay(page, small_world)
    page.goto("/dashboard/")
    before = page.locator(".meter p").inner_text()
    expect(page.locator("#cards .tag")).to_have_text("Renewal under way")
    steps.stay(page)
    small_world.worker.sweep()
    expect(page.locator("#cards .tag")).to_have_text("Active", timeout=steps.PATIENCE)
    assert page.locator(".meter p").inner_text() != before
    assert steps.stayed(page)


def test_without_scripts_the_page_reloads_itself_until_it_is_done(
    browse: Browse, small_world: World, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]]
) -> None:
    page = browse("zh", tourists["zh"].visitor, java_script_enabled=False)
    steps.review(page, pages["zh"]["card Seoul"])
    steps.pay(page, small_world)
    steps.expect_heading(page, "正在为您的卡续费")
    small_world.worker.sweep()
    steps.expect_heading(page, "续费成功")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
