"""The outside in memory: each fake keeps what it was asked, and answers or fails as a test wishes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.trouble import Trouble
from tmcard.domain.ports import (
    Capture,
    CaptureStatus,
    Checkout,
    CheckoutRequest,
    CheckoutStatus,
    Mail,
    NotFound,
    Profile,
    Refund,
    RefundRequest,
    RefundStatus,
    Refused,
    TopUp,
    TopUpRequest,
    UsageReport,
)

APPROVAL = "https://www.sandbox.paypal.com/checkoutnow?token="


@dataclass
class FakePayments(Trouble):
    """`ports.Payments`: a checkout waits until `approve`, then its capture has `outcome`, and `odd` facts if wished.

    `takes` are the request ids that took money, `money_back` what each refund request id gave back.
    """

    checkouts: dict[str, Checkout] = field(default_factory=dict)
    requests: list[CheckoutRequest] = field(default_factory=list)
    refunds: list[RefundRequest] = field(default_factory=list)
    outcome: CaptureStatus = CaptureStatus.COMPLETED
    refund_outcome: RefundStatus = RefundStatus.COMPLETED
    odd: dict[str, Any] = field(default_factory=dict)
    takes: list[str] = field(default_factory=list)
    money_back: dict[str, Refund] = field(default_factory=dict)

    def create(self, request: CheckoutRequest) -> Checkout:
        """Open a checkout; the same request id answers the same one."""
        with self.meeting("create"):
            self.requests.append(request)
            key = f"CHECKOUT-{request.request_id}"
            made = Checkout(
                key, CheckoutStatus.WAITING, request.amount, request.custom_id, request.invoice_id, f"{APPROVAL}{key}"
            )
            self.checkouts.setdefault(key, made)
        return self.checkouts[key]

    def approve(self, checkout_id: str) -> None:
        """The payer agrees."""
        self.checkouts[checkout_id] = replace(self.checkouts[checkout_id], status=CheckoutStatus.APPROVED)

    def read(self, checkout_id: str) -> Checkout:
        """The checkout as it is now."""
        self.met("read")
        if checkout_id not in self.checkouts:
            raise NotFound("lapsed")
        return self.checkouts[checkout_id]

    def capture(self, checkout_id: str, request_id: str) -> Checkout:
        """Take the money, once."""
        with self.meeting("capture"):
            found = self.checkouts[checkout_id]
            if found.status is CheckoutStatus.WAITING or found.amount is None:
                raise Refused("not_approved")
            if request_id not in self.takes:
                self.takes.append(request_id)
            if not found.captures:
                taken = Capture(f"CAPTURE-{checkout_id}", self.outcome, found.amount, found.custom_id, found.invoice_id)
                captures = (replace(taken, **self.odd),)
                self.checkouts[checkout_id] = replace(found, status=CheckoutStatus.COMPLETED, captures=captures)
        return self.checkouts[checkout_id]

    def refund(self, request: RefundRequest) -> Refund:
        """Give money back."""
        with self.meeting("refund"):
            self.refunds.append(request)
            given = Refund(f"REFUND-{request.request_id}", self.refund_outcome, request.amount)
            self.money_back.setdefault(request.request_id, given)
            if self.refund_outcome is RefundStatus.COMPLETED:
                self.restate(request.capture_id, CaptureStatus.REFUNDED)
        return replace(self.money_back[request.request_id], status=self.refund_outcome)

    def restate(self, capture_id: str, status: CaptureStatus) -> None:
        """Let a capture that was made have `status` now."""
        for key, found in self.checkouts.items():
            captures = tuple(replace(c, status=status) if c.id == capture_id else c for c in found.captures)
            self.checkouts[key] = replace(found, captures=captures)

    def read_refund(self, refund_id: str) -> Refund:
        """The refund as it is now."""
        self.met("read_refund")
        if self.refund_outcome is RefundStatus.COMPLETED:
            self.restate(self.refunds[-1].capture_id, CaptureStatus.REFUNDED)
        return Refund(refund_id, self.refund_outcome, self.refunds[-1].amount)


@dataclass
class FakeCarrier(Trouble):
    """`ports.Carrier` over profiles that the test puts in; `plans` says what a code loads: bytes and days.

    `top_ups` are those that had an effect.
    """

    profiles: dict[str, Profile] = field(default_factory=dict)
    plans: dict[str, tuple[int, int]] = field(default_factory=dict)
    reports: dict[str, UsageReport] = field(default_factory=dict)
    top_ups: list[TopUpRequest] = field(default_factory=list)
    next_end: datetime | None = None
    takes_transaction_id: bool = True

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now."""
        self.met("read")
        if carrier_ref not in self.profiles:
            raise NotFound("card_gone")
        return self.profiles[carrier_ref]

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """The figures the test put in."""
        self.met("usage")
        return [self.reports[ref] for ref in carrier_refs if ref in self.reports]

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load the plan, once for each transaction id."""
        with self.meeting("top_up"):
            if not self.takes_transaction_id or request not in self.top_ups:
                self._load(request)
        now = self.profiles[request.carrier_ref]
        return TopUp(request.transaction_id, now.total_bytes, now.used_bytes, now.ends_at, now.validity_days)

    def _load(self, request: TopUpRequest) -> None:
        self.top_ups.append(request)
        data_bytes, days = self.plans[request.carrier_code]
        old = self.profiles[request.carrier_ref]
        total_bytes, validity_days = old.total_bytes + data_bytes, old.validity_days + days
        grown = replace(old, total_bytes=total_bytes, validity_days=validity_days, ends_at=self.next_end or old.ends_at)
        self.profiles[old.carrier_ref] = grown


@dataclass
class FakeMailer(Trouble):
    """`ports.Mailer` that keeps every mail."""

    sent: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> str:
        """Keep the mail."""
        with self.meeting("send"):
            self.sent.append(mail)
        return f"mail-{len(self.sent)}"


@dataclass
class FakeTexter(Trouble):
    """`ports.Texter` that keeps every SMS."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, body: str) -> str:
        """Keep the text."""
        with self.meeting("send"):
            self.sent.append((to, body))
        return f"sms-{len(self.sent)}"


@dataclass
class RecordingWake:
    """`ports.Wake` that writes down whom it was asked to wake."""

    nudges: list[tuple[str, int]] = field(default_factory=list)

    def payment(self, payment_id: int) -> None:
        """A payment may have something to settle."""
        self.nudges.append(("payment", payment_id))

    def order(self, order_id: int) -> None:
        """A paid order waits for its top-up."""
        self.nudges.append(("order", order_id))

    def message(self, message_id: int) -> None:
        """A message waits to be sent."""
        self.nudges.append(("message", message_id))
