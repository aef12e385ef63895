"""Offers, codes and invitations on a phone: each language, light and dark, on the narrowest screens."""

from functools import partial

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Browse
from tests.browser.survey import Reach, Survey, go
from tests.browser.tour import Tourist

OPEN_BOX = "#codes details summary"


def wrong_code(path: str, page: Page) -> None:
    """Type a code that there is not."""
    go(path, page)
    page.locator(OPEN_BOX).click()
    page.fill("[name=code]", "NO-SUCH-CODE")
    page.locator("#codes details button").click()
    page.locator("#code-error").wait_for()


def said_code(path: str, page: Page) -> None:
    """Say the demo's code, so that the page shows what it gives."""
    go("/promotions/?code=HOLIDAY26", page)
    page.locator("#codes details button").click()
    page.locator("#codes [name=take_back]").wait_for()
    go(path, page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_offers_codes_and_invitations_can_be_used_by_everybody(
    browse: Browse, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]], language: str
) -> None:
    picker = pages[language]["picker Singapore"]
    tourists[language].visitor.open(f"{tourists[language].world.site}/promotions/invite").submit("/promotions/invite")
    reaches: dict[str, Reach] = {name: partial(go, name) for name in ("/", "/promotions/", "/promotions/invite")}
    reaches |= {"wrong": partial(wrong_code, picker), "said": partial(said_code, picker)}
    survey = Survey()
    survey.walk(browse(language, tourists[language].visitor, expects=(422,)), reaches)
    assert (survey.violations, survey.too_wide, survey.too_small) == ({}, {}, {})
