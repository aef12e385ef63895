"""A page that keeps itself up to date: frugal, patient, and quiet when there is nothing to tell."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.conftest import Browse
from tests.browser.tour import Tourist
from tests.world import World
from tmcard.web.clock import CLOCK

Pages = dict[str, dict[str, str]]
#: How often a renewal that is slow is asked after, and long enough to be sure that nothing is asked.
POLL, LONG = 30_000, 180_000
#: Counts every change inside the part that polls.
COUNT = """() => {
  window.changes = 0;
  const count = (changes) => { window.changes += changes.filter((each) => each.type === "childList").length; };
  new MutationObserver(count).observe(document.querySelector("main"), {childList: true, subtree: true});
}"""
HIDE = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.isHidden}); isHidden = true"
SHOW = "isHidden = false; document.dispatchEvent(new Event('visibilitychange'))"
ALL_BUT_HTMX = re.compile(r"/(?!htmx)[^/]+\.js$")


@pytest.fixture(autouse=True)
def server_clock(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands still: an order that grows older has something new to tell, on a slow machine too."""
    at = datetime.now(UTC)
    monkeypatch.setitem(small_world.app.extensions, CLOCK, lambda: at)


def watching(page: Page, path: str) -> list[str]:
    """Open a page on a clock that the test moves; the list fills with the addresses of its polls."""
    polls: list[str] = []
    page.clock.install()
    page.goto(path)
    page.evaluate(COUNT)
    page.on("request", lambda request: polls.append(request.url) if request.url.endswith("/status") else None)
    return polls


def poll(page: Page) -> int:
    """Let one poll happen, to its end; how it was answered."""
    with page.expect_response("**/status") as answer:
        page.clock.run_for(POLL)
    expect(page.locator(".htmx-request")).to_have_count(0)
    return answer.value.status


def test_nothing_new_is_a_304_that_touches_nothing(browse: Browse, tourists: dict[str, Tourist], pages: Pages) -> None:
    page = browse("en", tourists["en"].visitor)
    watching(page, pages["en"]["slow"])
    assert (poll(page), poll(page)) == (304, 304)
    assert page.evaluate("window.changes") == 0


def test_scripts_that_come_after_htmx_has_started_change_nothing_about_that(
    browse: Browse, tourists: dict[str, Tourist], pages: Pages
) -> None:
    page, held = browse("en", tourists["en"].visitor), list[Route]()
    page.route(ALL_BUT_HTMX, lambda route: held.append(route))
    page.clock.install()
    with page.expect_request(ALL_BUT_HTMX):
        page.goto(pages["en"]["slow"], wait_until="commit")
    expect(page.locator("#status[data-htmx-powered]")).to_be_attached()
    page.route(ALL_BUT_HTMX, lambda route: route.continue_())
    for each in held:
        each.continue_()
    page.wait_for_load_state()
    page.evaluate(COUNT)
    assert (poll(page), poll(page), page.evaluate("window.changes")) == (304, 304, 0)


def test_what_cannot_change_any_more_is_not_asked_for(
    browse: Browse, tourists: dict[str, Tourist], pages: Pages
) -> None:
    page = browse("en", tourists["en"].visitor)
    for name in ("credited", "refunded", "declined"):
        polls = watching(page, pages["en"][name])
        page.clock.run_for(LONG)
        assert polls == []


def test_a_hidden_page_asks_nothing_until_it_is_looked_at(
    browse: Browse, tourists: dict[str, Tourist], pages: Pages
) -> None:
    page = browse("en", tourists["en"].visitor)
    polls = watching(page, pages["en"]["slow"])
    page.evaluate(HIDE)
    page.clock.run_for(LONG)
    assert polls == []
    with page.expect_response("**/status"):
        page.evaluate(SHOW)


def test_a_server_in_trouble_changes_nothing_and_is_asked_again(
    browse: Browse, tourists: dict[str, Tourist], pages: Pages
) -> None:
    page = browse("en", tourists["en"].visitor, expects=(503,))
    watching(page, pages["en"]["slow"])
    page.route("**/status", lambda route: route.fulfill(status=503, body="<p>down</p>"))
    assert poll(page) == 503
    page.unroute("**/status")
    assert poll(page) == 304
    steps.expect_heading(page, "This is taking longer than usual")
    assert page.evaluate("window.changes") == 0


def test_an_ended_sign_in_leads_to_the_sign_in_page(
    browse: Browse, small_world: World, tourists: dict[str, Tourist], pages: Pages
) -> None:
    page = browse("en", tourists["en"].visitor, expects=(401,))
    watching(page, pages["en"]["slow"])
    page.context.clear_cookies()
    page.clock.run_for(POLL)
    page.wait_for_url(f"{small_world.site}/auth/sign-in?next=*")
    steps.expect_heading(page, "Sign in")
    expect(page.locator("main form")).to_have_count(1)
