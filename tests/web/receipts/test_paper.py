"""Receipts as PDF: text that can be searched, an embedded font, and the same bytes each time."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests import papers
from tests.web.receipts.conftest import receipt, refund
from tmcard.adapters.paypal.amounts import DECIMALS
from tmcard.domain.money import Money
from tmcard.web.formats import money
from tmcard.web.receipts import Sheet, pdf, sheet
from tmcard.web.receipts.characters import UNKNOWN, printable


def words(said: Sheet) -> list[str]:
    """Everything that has to be on the page."""
    items = [part for item in said.items for part in (item.name, item.detail, item.amount)]
    return [said.title, said.number, *said.seller, *(v for fact in said.facts for v in fact), *items, *said.total]


@pytest.mark.parametrize("make", [receipt, refund])
def test_all_that_is_said_can_be_selected_and_searched(language: str, make: object) -> None:
    said = sheet(make())  # type: ignore[operator]
    (text,) = papers.pages(pdf([said]))
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    assert [w for w in words(said) if printable(w).replace("\N{NO-BREAK SPACE}", " ") not in plain] == []


def test_the_same_receipt_is_the_same_file_and_another_is_not(language: str) -> None:
    first = pdf([sheet(receipt())])
    assert first == pdf([sheet(receipt())])
    assert first != pdf([sheet(receipt(issued_at=receipt().issued_at + timedelta(minutes=1)))])


def test_the_font_goes_with_it_in_part_so_that_it_stays_small(language: str) -> None:
    made = pdf([sheet(receipt()), sheet(refund())])
    assert made.count(b"/FontFile2") == 1
    assert len(made) < 40_000


def test_it_says_what_it_is_to_readers_of_files_and_to_screen_readers(language: str) -> None:
    document = PdfReader(BytesIO(pdf([sheet(receipt())])))
    assert document.metadata is not None
    assert document.metadata.title == f"{'收据' if language == 'zh' else 'Receipt'} TM-2026-000007"
    assert document.metadata.author == "Example Ltd"
    assert str(document.root_object["/Lang"]) == ("zh-Hans" if language == "zh" else "en")


def test_names_do_not_reach_the_log(language: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    pdf([sheet(receipt(card_label="妈妈的平板 👩"))])
    assert caplog.records == []


@pytest.mark.parametrize("label", ["👩‍👧 家", "<b>x</b> & (y) \\", "a" * 255, "很长的名字" * 51, "\u202ertl \x00"])
def test_no_name_that_owners_think_of_breaks_it(language: str, label: str) -> None:
    (text,) = papers.pages(pdf([sheet(receipt(card_label=label))]))
    assert "TM-2026-000007" in text
    assert "US$9.00" in text


def test_every_amount_that_can_be_paid_can_be_read(language: str) -> None:
    shown = [printable(money(Money(123_456, currency))) for currency in DECIMALS]
    assert UNKNOWN not in "".join(shown)
    pages = papers.pages(pdf([sheet(receipt(123_456, currency)) for currency in DECIMALS]))
    texts = [page.replace("\N{NO-BREAK SPACE}", " ") for page in pages]
    assert [
        amount
        for amount, text in zip(shown, texts, strict=True)
        if amount.replace("\N{NO-BREAK SPACE}", " ") not in text
    ] == []
