"""The doors to the outside as the services see them: Protocols, what they answer, and how they fail.

Adapters implement these; `tmcard.wiring` alone puts one behind the other. Every call has a time-out
and is made outside any database transaction. Calls end in one of three ways: an answer, `Refused`
(a definite no, nothing happened), or `Unknown` (it may have happened: look it up, never guess).
`NotSent` is the happy kind of failure: it surely did not happen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from tmcard.domain.money import Money


class GatewayError(Exception):
    """A call that brought no answer. `code` is our word for why; `permanent` says that repeating cannot help."""

    permanent = False

    def __init__(self, code: str, *, evidence: Mapping[str, Any] | None = None, permanent: bool | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.evidence = dict(evidence or {})
        if permanent is not None:
            self.permanent = permanent


class NotSent(GatewayError):
    """The request surely never reached the other side (no token, refused connection, connect time-out)."""


class Unknown(GatewayError):
    """The request may have had its effect (time-out, reset, 5xx, unreadable answer)."""


class Refused(GatewayError):
    """The other side understood and said no; nothing happened."""

    permanent = True


class Busy(GatewayError):
    """The other side asked for patience; nothing happened. `retry_after_seconds` is its wish, if it had one."""

    def __init__(
        self, code: str, *, retry_after_seconds: int | None = None, evidence: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, evidence=evidence)
        self.retry_after_seconds = retry_after_seconds


class NotFound(Refused):
    """The other side does not know the thing asked for (any more)."""


# --- taking payments --------------------------------------------------------------------------


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
    """The payment service's own account of one attempt. `approval_url` is where the payer goes next, if anywhere."""

    id: str
    status: CheckoutStatus
    amount: Money | None
    custom_id: str
    invoice_id: str
    approval_url: str = ""
    captures: tuple[Capture, ...] = ()


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


class Payments(Protocol):
    """A payment service. Refused codes: `not_approved`, `already_captured`, `instrument_declined`,
    `payer_action_required`, `refused_for_good`, `duplicate_invoice`, `in_progress`, `misconfigured`, `rejected`,
    `already_refunded`, `refund_impossible`. `payer_action_required` and `instrument_declined` carry
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


class Hints(Protocol):
    """Reads what the payment service pushes to us: a reason to look, never a fact."""

    def read(self, headers: Mapping[str, str], raw_body: bytes, now: datetime) -> PaymentHint:
        """The hint in a genuine transmission. Raises Refused for any other, NotSent, Unknown or Busy when that
        cannot be told now and the sender should come again.
        """


# --- carriers ---------------------------------------------------------------------------------


class ProfileStatus(StrEnum):
    """What the carrier says of a profile, as far as a renewal cares."""

    NEW = "new"
    IN_USE = "in_use"
    USED_UP = "used_up"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Profile:
    """A card as its carrier knows it; bytes, UTC instants. `ends_at` is None until the first connection."""

    carrier_ref: str
    iccid: str
    status: ProfileStatus
    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Used and total bytes with the carrier's own time of measuring."""

    carrier_ref: str
    total_bytes: int
    used_bytes: int
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Load `carrier_code` on a profile. `transaction_id` is ours: the same again is the same top-up."""

    carrier_ref: str
    carrier_code: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class TopUp:
    """What the carrier states after a top-up: cumulative bytes and the new end (None: not begun)."""

    carrier_top_up_ref: str
    total_bytes: int
    used_bytes: int
    ends_at: datetime | None
    validity_days: int


class Carrier(Protocol):
    """A carrier. Refused codes: `plan_gone`, `card_gone`, `card_expired`, `rejected` (permanent);
    `balance_low`, `out_of_stock`, `maintenance` (repeating may help once a person has acted).
    """

    #: Whether the same transaction id again is surely the same top-up.
    takes_transaction_id: bool

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now."""

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """Usage of several profiles, in as few calls as the carrier allows; unknown ones are left out."""

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load a plan on a profile."""


# --- words to people, and between our own processes ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered e-mail. `message_id` is ours, so that the same mail twice can be seen to be the same."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Sends mail. Refused: the address does not exist (permanent)."""

    def send(self, mail: Mail) -> str:
        """Hand one mail over; answers the receiving server's id for it."""


class Texter(Protocol):
    """Sends SMS. Refused: the number cannot be reached (permanent)."""

    def send(self, to: str, body: str) -> str:
        """Hand one text over; answers the service's id for it."""


class Wake(Protocol):
    """Tells the worker that a row wants it. Losing a call costs time, never work: rows are the truth."""

    def payment(self, payment_id: int) -> None:
        """A payment may have something to settle."""

    def order(self, order_id: int) -> None:
        """A paid order waits for its top-up."""

    def message(self, message_id: int) -> None:
        """A message waits to be sent."""
