"""The outside in memory: each fake keeps what it was asked, and answers or fails as a test wishes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake_carriers import FakeCarrier as FakeCarrier
from tests.trouble import Trouble
from tmcard.domain.ports import (
    Capture,
    CaptureStatus,
    Checkout,
    CheckoutRequest,
    CheckoutStatus,
    DisputeCase,
    Mail,
    NotFound,
    Refund,
    RefundRequest,
    RefundStatus,
    Refused,
)
from tmcard.domain.three_d_secure import Authentication

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

    def want_again(self, checkout_id: str) -> None:
        """The payment service wants the payer once more before it takes the money."""
        self.checkouts[checkout_id] = replace(self.checkouts[checkout_id], status=CheckoutStatus.WAITING)

    def authenticate(self, checkout_id: str, authentication: Authentication) -> None:
        """The issuer of the card has spoken; the checkout goes on waiting, as with PayPal."""
        self.checkouts[checkout_id] = replace(self.checkouts[checkout_id], authentication=authentication)

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
            is_approved = found.status is not CheckoutStatus.WAITING or found.authentication is not None
            if not is_approved or found.amount is None:
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
            if request.request_id not in self.money_back:
                facts = (self.refund_outcome, request.amount, request.capture_id, request.invoice_id)
                self.money_back[request.request_id] = Refund(f"REFUND-{request.request_id}", *facts)
                self.give(self.money_back[request.request_id])
        return replace(self.money_back[request.request_id], status=self.refund_outcome)

    def give(self, refund: Refund) -> None:
        """Money goes back, whoever asked for it: the checkout and its capture say so."""
        for key, found in self.checkouts.items():
            if any(capture.id == refund.capture_id for capture in found.captures):
                others = [each for each in found.refunds if each.id != refund.id]
                self.checkouts[key] = replace(found, refunds=(*others, refund))
                self._add_up(refund.capture_id, (*others, refund))

    def _add_up(self, capture_id: str, refunds: Sequence[Refund]) -> None:
        done = [r.amount.amount_minor for r in refunds if r.capture_id == capture_id and r.status == "completed"]
        taken = [c.amount.amount_minor for f in self.checkouts.values() for c in f.captures if c.id == capture_id]
        if sum(done):
            is_whole = sum(done) >= taken[0]
            self.restate(capture_id, CaptureStatus.REFUNDED if is_whole else CaptureStatus.PARTIALLY_REFUNDED)

    def restate(self, capture_id: str, status: CaptureStatus) -> None:
        """Let a capture that was made have `status` now."""
        for key, found in self.checkouts.items():
            captures = tuple(replace(c, status=status) if c.id == capture_id else c for c in found.captures)
            self.checkouts[key] = replace(found, captures=captures)

    def read_refund(self, refund_id: str) -> Refund:
        """The refund as it is now."""
        self.met("read_refund")
        given = next(each for found in self.checkouts.values() for each in found.refunds if each.id == refund_id)
        if given.invoice_id:
            given = replace(given, status=self.refund_outcome)
            self.give(given)
        return given


@dataclass
class FakeDisputes(Trouble):
    """`ports.Disputes` over cases that the test puts in."""

    cases: dict[str, DisputeCase] = field(default_factory=dict)

    def read(self, dispute_id: str) -> DisputeCase:
        """The dispute as it is now."""
        self.met("read")
        if dispute_id not in self.cases:
            raise NotFound("not_found")
        return self.cases[dispute_id]


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
