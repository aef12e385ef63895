"""Two accounts of one payment that agree, to be changed by a test."""

from dataclasses import dataclass, field
from typing import Any

from tests.rows import NOW
from tmcard.domain.money import Money
from tmcard.domain.ports import Capture, CaptureStatus, Checkout, CheckoutStatus
from tmcard.services.reconciling import comparing
from tmcard.store.books import PaymentBook
from tmcard.store.models import Order, OrderEvent, Payment, RefundRow

PRICE = Money(900, "USD")


def payment(status: str, **values: Any) -> Payment:
    """Ours: US$9.00 for an order that stands as the payment says."""
    taken = status in ("captured", "refunding", "refunded")
    order = Order(id=1, ref="ORDER", status={"captured": "paid"}.get(status, status if taken else "open"))
    facts: dict[str, Any] = {"ref": "PAY", "invoice_id": "TM-1", "currency": "USD", "amount_minor": 900}
    facts |= {"checkout_id": "CHECKOUT", "capture_id": "CAPTURE" if taken else None, "order": order, "id": 7}
    facts["pays_order_id"] = 1 if taken else None
    return Payment(**{**facts, "status": status, **values})


def capture(status: str = "completed", key: str = "CAPTURE", **values: Any) -> Capture:
    """Theirs, of the money."""
    facts: dict[str, Any] = {"amount": PRICE, "custom_id": "PAY", "invoice_id": "TM-1"}
    return Capture(**{"id": key, "status": CaptureStatus(status), **facts, **values})


def checkout(*captures: Capture, status: str = "completed", **values: Any) -> Checkout:
    """Theirs, of the whole attempt."""
    facts: dict[str, Any] = {"amount": PRICE, "custom_id": "PAY", "invoice_id": "TM-1", "captures": captures}
    return Checkout(**{"id": "CHECKOUT", "status": CheckoutStatus(status), **facts, **values})


def refund(amount_minor: int = 900, status: str = "refunded", currency: str = "USD") -> RefundRow:
    """Ours, of money given back."""
    return RefundRow(status=status, amount_minor=amount_minor, currency=currency, refund_id="REFUND")


def lines(*events: str) -> tuple[OrderEvent, ...]:
    """A journal in short: `event>status` each."""
    pairs = (event.split(">") for event in events)
    return tuple(OrderEvent(event=name, status=status, evidence={}, at=NOW) for name, status in pairs)


@dataclass
class Accounts:
    """Both together."""

    ours: Payment
    theirs: Checkout
    refunds: tuple[RefundRow, ...] = field(default=())

    def codes(self) -> list[str]:
        """What the comparison says."""
        return [each.code for each in comparing.with_checkout(PaymentBook(self.ours, self.refunds), self.theirs)]
