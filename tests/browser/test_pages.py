"""Every page, in both languages, light and dark, on the narrowest phones."""

import pytest

from tests.browser.conftest import Browse
from tests.browser.survey import Survey, own, public
from tests.browser.tour import Tourist

REFUSED = (404, 422)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_an_owner_can_be_used_by_everybody(
    browse: Browse, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]], language: str
) -> None:
    survey = Survey()
    survey.walk(browse(language, tourists[language].visitor, expects=REFUSED), own(pages[language]))
    check(survey)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_before_signing_in_can_be_used_by_everybody(
    browse: Browse, tourists: dict[str, Tourist], language: str
) -> None:
    survey = Survey()
    survey.walk(browse(language, expects=REFUSED), public(tourists[language].person))
    check(survey)


def check(survey: Survey) -> None:
    """Nothing out of order anywhere."""
    assert survey.violations == {}
    assert survey.too_wide == {}
    assert survey.too_small == {}
    assert len(survey.seen) > 10
