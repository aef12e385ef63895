"""Browser tests: the system Chromium, one world with the demo data, and a watch over every browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from standins.demo.people import FREE
from tests.browser.steps import PATIENCE
from tests.browser.tour import ACCEPT, Tourist, signed_in, walked
from tests.browser.watch import Watch
from tests.conftest import IN_CI
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World, demo_world

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
MISSING = f"Browser tests: there is no {CHROMIUM} (Debian: apt-get install chromium; CHROMIUM=... names another)"
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
Browse = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not browser"` leaves these out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that says why nothing was seen in a browser."""
    if not CHROMIUM.exists():
        terminalreporter.write_line(MISSING)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system Chromium, quiet about everything but our pages. Without one: skipped, and under CI failed."""
    if not CHROMIUM.exists():
        (pytest.fail if IN_CI else pytest.skip)(MISSING)
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    plain = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": quiet + plain}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None for all: each world has an address of its own, which `browse` knows."""


@pytest.fixture(scope="package")
def small_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world with the demo data. Its worker moves only when a test says so."""
    with demo_world(tmp_path_factory.mktemp("browser"), sqlite_template) as everything:
        yield everything


@pytest.fixture(scope="package")
def tourists(browser: object, small_world: World) -> dict[str, Tourist]:
    """The demo owners by their language, signed in. Without a browser nothing is built up."""
    return {tourist.person.locale: tourist for tourist in signed_in(small_world)}


@pytest.fixture(scope="package")
def pages(tourists: dict[str, Tourist]) -> dict[str, dict[str, str]]:
    """Where to see every kind of page of an owner, by language."""
    return {language: walked(tourist) for language, tourist in tourists.items()}


@pytest.fixture(scope="package")
def traveller(browser: object, small_world: World) -> Visitor:
    """Somebody new with one card, which each test renews once more."""
    visitor, _ = acts.register(small_world, ACCEPT["en"])
    return acts.claim(visitor, FREE[0])


@pytest.fixture
def browse(new_context: Callable[..., BrowserContext], small_world: World) -> Iterator[Browse]:
    """Open a browser, as nobody or with somebody's cookies. What it says in the end must be nothing."""
    watches: list[Watch] = []

    def opened(language: str, visitor: Visitor | None = None, *, expects: tuple[int, ...] = (), **options: Any) -> Page:
        site = small_world.site
        context = new_context(base_url=site, locale=LOCALES[language], **{**PHONE, **options})
        if visitor is not None:
            kept = [(cookie.name, cookie.value) for cookie in visitor.http.cookies if cookie.value]
            context.add_cookies([{"name": name, "value": value, "url": site} for name, value in kept])
        context.set_default_timeout(PATIENCE)
        watches.append(Watch((f"{site}/", f"{small_world.paypal}/"), expects))
        watches[-1].over(context)
        return context.new_page()

    yield opened
    assert [problem for watch in watches for problem in watch.problems] == []
