"""Advice in a real browser: on the narrowest phones, in both languages, and without scripts."""

from functools import partial

import pytest

from tests.browser.conftest import Browse
from tests.browser.survey import Reach, Survey, go
from tests.browser.tour import Tourist


def asking(pages: dict[str, dict[str, str]], language: str) -> str:
    """Where to ask about a card that has a past."""
    return pages[language]["picker Seoul"] + "/advice"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asking_and_every_answer_can_be_used_by_everybody(
    browse: Browse, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]], language: str
) -> None:
    path, survey = asking(pages, language), Survey()
    queries = {"form": "", "answer": "?days=30&need=normal", "refused": "?start=2020-01-01&end=2019-01-01&country=JP"}
    reaches: dict[str, Reach] = {name: partial(go, path + query) for name, query in queries.items()}
    survey.walk(browse(language, tourists[language].visitor, expects=(422,)), reaches)
    assert (survey.violations, survey.too_wide, survey.too_small) == ({}, {}, {})


def test_without_scripts_the_best_plan_is_two_presses_away(
    browse: Browse, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]]
) -> None:
    page = browse("en", tourists["en"].visitor, java_script_enabled=False)
    page.goto(asking(pages, "en") + "?need=normal")
    page.locator("button[name=days][value='30']").click()
    page.wait_for_url("**days=30*")
    page.locator("#best form .button").click()
    page.wait_for_url("**/checkout/*")
