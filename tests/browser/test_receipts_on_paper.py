"""Receipts as Chromium prints them: what a reader gets who presses "print" instead of "download"."""

import pytest

from tests import papers
from tests.browser.conftest import Browse
from tests.browser.tour import Tourist

#: Words of the frame around the page, which have no place on paper.
FRAME = {"en": ("My cards", "Sign out", "Privacy", "Download PDF"), "zh": ("我的卡", "退出", "隐私", "下载 PDF")}
TOTALS = {"en": ("Total paid", "Total given back"), "zh": ("付款合计", "退款合计")}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_receipt_is_one_page_and_nothing_else(
    browse: Browse,
    tourists: dict[str, Tourist],
    pages: dict[str, dict[str, str]],
    language: str,
    scheme: str,
    paper: str,
) -> None:
    page = browse(language, tourists[language].visitor, color_scheme=scheme)
    page.goto(pages[language]["refund receipt"])
    printed = papers.pages(page.pdf(format=paper))
    assert [total in text for total, text in zip(TOTALS[language], printed, strict=True)] == [True, True]
    assert [word for word in FRAME[language] if word in "".join(printed)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_paper_is_white_and_ink_black_for_dark_screens_too(
    browse: Browse, tourists: dict[str, Tourist], pages: dict[str, dict[str, str]], language: str
) -> None:
    page = browse(language, tourists[language].visitor, color_scheme="dark")
    page.goto(pages[language]["receipt"])
    page.emulate_media(media="print", color_scheme="dark")
    colours = "n => { const s = getComputedStyle(n); return [s.color, s.backgroundColor] }"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".receipt").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
