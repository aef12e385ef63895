"""A walk past every page with a measuring tape: accessibility, width, size of what is touched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from standins.demo.people import PASSWORD, Person
from tests.browser.tour import PUBLIC

WIDTHS = (320, 390)
#: All rules once; contrast once more in the dark, since nothing else depends on colour.
#: PayPal's frames are PayPal's to inspect.
ALL: dict[str, object] = {"resultTypes": ["violations"], "elementRef": False, "iframes": False}
CONTRAST = {**ALL, "runOnly": ["color-contrast"]}
AXE = Axe().axe_script
SCHEMES: dict[Literal["light", "dark"], dict[str, object]] = {"light": ALL, "dark": CONTRAST}
#: What is touched in main actions. Links in running text are exempt, as WCAG has it.
TARGETS = "a.button, button, a.back, nav a, footer a, summary, select, .tick label, .option label, main input"
TOO_SMALL = """(selector) => [...document.querySelectorAll(selector)].filter((element) => {
  if (!element.checkVisibility() || element.matches("[type=radio], [type=checkbox], [type=hidden]")) return false;
  const box = element.getBoundingClientRect();
  const after = getComputedStyle(element, "::after");
  const height = after.position === "absolute" ? parseFloat(after.height) : box.height;
  return height < 43.9 || box.width < 43.9;
}).map((element) => element.outerHTML.slice(0, 80))"""
PRESSED = "main form .button.primary"
Reach = Callable[[Page], object]


@dataclass
class Survey:
    """What was found where; nothing is what is hoped for."""

    violations: dict[str, list[str]] = field(default_factory=dict)
    too_wide: dict[str, int] = field(default_factory=dict)
    too_small: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def walk(self, page: Page, reaches: dict[str, Reach]) -> None:
        """Look at each page in turn."""
        for name, reach in reaches.items():
            reach(page)
            self.seen.add(name)
            self._measure(page, name)
            page.evaluate(AXE)
            for scheme, options in SCHEMES.items():
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                self._inspect(page, f"{name}, {scheme}", options)

    def _measure(self, page: Page, name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            needed = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if needed > 0:
                self.too_wide[f"{name}, {width}"] = needed
        small = page.evaluate(TOO_SMALL, TARGETS)
        if small:
            self.too_small[name] = small

    def _inspect(self, page: Page, name: str, options: dict[str, object]) -> None:
        found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
        if found:
            self.violations[name] = [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


def go(path: str, page: Page, *, wait_for: str = "h1") -> None:
    """Open a page, and wait until something of it is there."""
    page.goto(path)
    page.locator(wait_for).first.wait_for()


def press(
    path: str, page: Page, *, country: str = "", phone: str = "", password: str = "", button: str = PRESSED
) -> None:
    """Open a page, fill in what is given and send its form."""
    page.goto(path)
    if country:
        page.select_option("[name=country]", country)
        page.fill("[name=phone]", phone)
    if password:
        page.fill("[name=password]", password)
    page.locator(button).first.click()


def reviewed(path: str, page: Page, *, wait_for: str = "#pay-redirect") -> None:
    """Open the review; on a slow machine its price has run out meanwhile, and is asked for anew."""
    page.goto(path)
    if not page.locator("#pay-redirect").count():
        page.locator(PRESSED).first.click()
    page.locator(wait_for).first.wait_for()


def refused(path: str, page: Page) -> None:
    """Press "Pay" without having agreed to anything."""
    reviewed(path, page)
    page.locator("#pay-redirect").first.click()


def public(person: Person) -> dict[str, Reach]:
    """Everything that can be met before one has signed in."""
    chinese = person.locale == "zh"
    country, number = ("CN", person.msisdn[3:]) if chinese else ("US", person.msisdn[2:])
    fresh = f"1391234567{int(chinese)}"
    reaches: dict[str, Reach] = {name: partial(go, path) for name, path in PUBLIC.items()}
    reaches |= {f"{name} refused": partial(press, f"/auth/{name}") for name in ("register", "sign-in", "reset")}
    reaches["verify"] = partial(press, "/auth/register", country="CN", phone=fresh, password=PASSWORD)
    reaches["verify refused"] = partial(press, "/auth/verify")
    reaches["new password"] = partial(press, "/auth/reset", country=country, phone=number)
    return reaches


def own(pages: dict[str, str]) -> dict[str, Reach]:
    """Everything an owner can meet, each kind of page once."""
    alike = {f"{kind} {card}" for kind in ("card", "picker") for card in ("Work phone", "Mum's tablet", "Singapore")}
    reaches: dict[str, Reach] = {name: partial(go, path) for name, path in pages.items() if name not in alike}
    reaches["claim refused"] = partial(press, pages["claim"])
    reaches["review refused"] = partial(refused, pages["review"])
    reaches["review with all ways to pay"] = partial(reviewed, pages["review"], wait_for="#card-number iframe")
    return reaches
