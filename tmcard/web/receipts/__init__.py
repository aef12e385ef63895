"""Receipts as people see them: the same words and figures on the page, in the mail and on paper."""

from tmcard.web.receipts.attachments import PDF, attached, file_name, pdf
from tmcard.web.receipts.sheets import METHODS, Sheet, sheet

__all__ = ["METHODS", "PDF", "Sheet", "attached", "file_name", "pdf", "sheet"]
