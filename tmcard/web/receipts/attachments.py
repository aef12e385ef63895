"""Receipts as files: what they are called, and how they go with a mail."""

from collections.abc import Sequence

from tmcard.domain.ports import Attachment
from tmcard.web.receipts.sheets import Sheet

PDF = "application/pdf"


def file_name(sheets: Sequence[Sheet], order_ref: str) -> str:
    """A receipt's file is called as its number says, several together as their order: safe in any file system."""
    return f"{sheets[0].number}.pdf" if len(sheets) == 1 else f"receipts-{order_ref}.pdf"


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """The receipts, each on a page of its own. The first of a process takes longer: what draws it is loaded then."""
    from tmcard.web.receipts import paper  # noqa: PLC0415 - fpdf2 and fontTools: 20 MB, for whoever prints

    return paper.pdf(sheets)


def attached(sheet: Sheet) -> Attachment:
    """One receipt, to go with a mail."""
    return Attachment(f"{sheet.number}.pdf", PDF, pdf([sheet]))
