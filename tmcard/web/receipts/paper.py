"""Receipts as PDF: real text in an embedded font, made anew each time, the same bytes from the same row."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.enums import Align, TextMode, WrapMode, XPos, YPos

from tmcard.web.receipts.characters import FONT, printable
from tmcard.web.receipts.sheets import Item, Sheet

#: Millimetres. Within these margins a printer that has letter paper cuts nothing off.
MARGIN, TERM_WIDTH, AMOUNT_WIDTH, LEADING = 22.0, 48.0, 46.0, 6.4
#: Points.
SMALL, BODY, LARGE, TITLE = 9.0, 10.5, 13.0, 22.0
INK, MUTED, ACCENT, RULE = (18, 33, 29), (83, 100, 94), (10, 107, 88), (200, 210, 206)
#: The font comes in one weight: what is bold is drawn with an edge of so many millimetres.
EDGE = 0.18
FAMILY, BRAND = "receipt", "T-M card"
for chatty in ("fontTools", "fpdf"):  # they would write down which characters names are made of
    logging.getLogger(chatty).setLevel(logging.WARNING)


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """The receipts, each on a page of its own. Under 40 kB, some tenths of a second at the most."""
    paper = _Paper(sheets[0])
    for sheet in sheets:
        paper.write_sheet(sheet)
    return bytes(paper.output())


class _Paper(FPDF):
    """A4 with our type and rules; `write_sheet` fills a page."""

    def __init__(self, first: Sheet) -> None:
        super().__init__(format="A4")
        self.add_font(FAMILY, "", str(FONT))
        self.set_margin(MARGIN)
        self.c_margin = 0  # text begins where the rules do
        self.set_auto_page_break(True, MARGIN)
        self.set_title(f"{first.title} {first.number}")
        self.set_author(printable(first.seller[0]) if first.seller else BRAND)
        self.set_lang(first.language)
        self.set_producer(BRAND)
        self.set_creation_date(first.issued_at)  # the present would make every copy another file
        self._wrap = WrapMode.CHAR if first.language.startswith("zh") else WrapMode.WORD

    def write_sheet(self, sheet: Sheet) -> None:
        """One receipt from top to bottom."""
        self.add_page()
        self._head(sheet)
        for index, line in enumerate(sheet.seller):
            self._say(line, bold=index == 0, color=MUTED if index else INK)
        self._gap(7 if sheet.seller else 0)
        for term, value in sheet.facts:
            self._row(term, value)
        self._gap(8)
        self._rule(0.5, ACCENT)
        for item in sheet.items:
            self._item(item)
        self._sum(*sheet.total)
        self._gap(6)
        for note in sheet.notes:
            self._say(note, size=SMALL, color=MUTED)

    def _head(self, sheet: Sheet) -> None:
        top = self.get_y()
        self._say(BRAND, size=LARGE, bold=True, color=ACCENT, leading=TITLE / 2)
        self.set_y(top)
        self._say(sheet.title, size=TITLE, bold=True, align=Align.R, leading=TITLE / 2)
        self._say(sheet.number, size=LARGE, color=MUTED, align=Align.R, leading=7)
        self._gap(12)

    def _row(self, term: str, value: str) -> None:
        top = self.get_y()
        self._say(term, width=TERM_WIDTH, color=MUTED)
        bottom = self.get_y()
        self.set_xy(MARGIN + TERM_WIDTH, top)
        self._say(value)
        self.set_y(max(bottom, self.get_y()) + 0.6)

    def _item(self, item: Item) -> None:
        self._gap(3)
        top = self.get_y()
        self.set_x(self.w - MARGIN - AMOUNT_WIDTH)
        self._say(item.amount, width=AMOUNT_WIDTH, align=Align.R)
        self.set_y(top)
        width = self.epw - AMOUNT_WIDTH
        self._say(item.name, width=width, bold=True)
        self._say(item.detail, width=width, size=SMALL, color=MUTED)
        self._gap(3)
        self._rule(0.2, RULE)

    def _sum(self, term: str, amount: str) -> None:
        self._gap(3)
        top = self.get_y()
        self._say(amount, size=LARGE, bold=True, align=Align.R, leading=8)
        self.set_y(top)
        self._say(term, bold=True, leading=8)

    def _say(
        self, text: str, *, size: float = BODY, bold: bool = False, color: tuple[int, int, int] = INK,
        align: Align = Align.L, width: float = 0, leading: float = LEADING,
    ) -> None:  # fmt: skip
        """Write `text` from here, as wide as there is room or `width`, and go on below it at the left."""
        self.set_font(FAMILY, size=size)
        self.set_text_color(*color)
        with self._edged(color) if bold else self._plain():
            self.multi_cell(
                width, leading, printable(text), align=align, wrapmode=self._wrap, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    @contextmanager
    def _edged(self, color: tuple[int, int, int]) -> Iterator[None]:
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=EDGE, draw_color=color):
            yield

    @contextmanager
    def _plain(self) -> Iterator[None]:
        yield

    def _rule(self, thickness: float, color: tuple[int, int, int]) -> None:
        self.set_draw_color(*color)
        self.set_line_width(thickness)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())

    def _gap(self, height: float) -> None:
        self.set_y(self.get_y() + height)
