"""Receipts as tests want them: issued by the service that issues them all, and committed."""

from datetime import datetime
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.rows import NOW
from tmcard.domain.money import Money
from tmcard.services import receipts
from tmcard.store import orders
from tmcard.store.models import Order, Payment, Receipt, RefundRow
from tmcard.store.transactions import write


def paid(session: Session, order: Order, payment: Payment, taken: Money | None = None, now: datetime = NOW) -> Receipt:
    """The receipt for what `payment` brought."""
    with write(session, "receipt"):
        return receipts.paid(session, order, payment, taken or payment.amount, payment.capture_id or "", now)


def given_back(session: Session, payment: Payment, refund: RefundRow, now: datetime = NOW) -> Receipt:
    """The receipt for what `refund` gave back."""
    with write(session, "receipt"):
        order = orders.by_id(session, payment.order_id)
        facts = {"refund_ref": "REFUND-1", "capture_id": payment.capture_id}
        return receipts.given_back(session, order, refund, **facts, now=now)


def pages(content: bytes) -> list[str]:
    """The text that can be selected and searched on each page of a PDF."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
