"""The payment service as the services see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tmcard.domain.money import Money
from tmcard.domain.payments import Method
from tmcard.domain.three_d_secure import Authentication


class CheckoutStatus(StrEnum):
    """Where the payer is with the payment service."""

    WAITING = "waiting"
    APPROVED = "approved"
    COMPLETED = "completed"
    VOIDED = "voided"


class CaptureStatus(StrEnum):
    """Whether money moved. Only COMPLETED is money; anything unheard of counts as PENDING."""

    COMPLETED = "completed"
    PENDING = "pending"
    DECLINED = "declined"
    REFUNDED = "refunded"
    PARTIALLY_REFUNDED = "partially_refunded"


@dataclass(frozen=True, slots=True)
class Capture:
    """Money taken, or being taken, for a checkout."""

    id: str
    status: CaptureStatus
    amount: Money
    custom_id: str
    invoice_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The payment service's own account of one attempt. `approval_url` is where the payer goes next, if anywhere.

    `authentication` is what the card's issuer said of the payer; None where nobody asked the issuer.
    """

    id: str
    status: CheckoutStatus
    amount: Money | None
    custom_id: str
    invoice_id: str
    approval_url: str = ""
    captures: tuple[Capture, ...] = ()
    authentication: Authentication | None = None
    refunds: "tuple[Refund, ...]" = ()


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What to ask the payment service for. Ids are ours and never used twice for different content."""

    request_id: str
    custom_id: str
    invoice_id: str
    amount: Money
    description: str
    locale: str
    return_url: str
    cancel_url: str
    method: Method = Method.PAYPAL


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give back `amount` of a capture. Repeating the same request gives back nothing more."""

    request_id: str
    capture_id: str
    amount: Money
    custom_id: str
    invoice_id: str
    note: str = ""


class RefundStatus(StrEnum):
    """Where a refund stands with the payment service."""

    COMPLETED = "completed"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back, or on its way back."""

    id: str
    status: RefundStatus
    amount: Money
    capture_id: str = ""
    invoice_id: str = ""


class Payments(Protocol):
    """A payment service. Refused codes: `not_approved`, `already_captured`, `instrument_declined`,
    `payer_action_required`, `refused_for_good`, `duplicate_invoice`, `in_progress`, `misconfigured`, `rejected`,
    `already_refunded`, `refund_impossible`, `disputed`. `payer_action_required` and `instrument_declined` carry
    `evidence["approval_url"]`, where the payer can mend it.
    """

    def create(self, request: CheckoutRequest) -> Checkout:
        """Open a checkout. Repeating the same request answers the same checkout."""

    def read(self, checkout_id: str) -> Checkout:
        """The checkout as it is now. Raises NotFound when it has lapsed."""

    def capture(self, checkout_id: str, request_id: str) -> Checkout:
        """Take the approved money. Repeating with the same request id takes nothing more."""

    def refund(self, request: RefundRequest) -> Refund:
        """Give money back."""

    def read_refund(self, refund_id: str) -> Refund:
        """The refund as it is now."""


@dataclass(frozen=True, slots=True)
class PaymentHint:
    """What a webhook speaks of. Absent ids are empty; `kind` is empty for an event that means nothing to us."""

    event_id: str
    kind: str
    checkout_id: str
    custom_id: str
    capture_id: str
    dispute_id: str = ""


class Hints(Protocol):
    """Reads what the payment service pushes to us: a reason to look, never a fact."""

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> PaymentHint:
        """The hint in a genuine transmission. Raises Refused for any other, NotSent, Unknown or Busy when that
        cannot be told now and the sender should come again.
        """
