"""Our account of one payment beside the payment service's own: pure, as tables of what agrees with what."""

from collections.abc import Iterator, Mapping

from tmcard.domain.disputes import DisputeStatus
from tmcard.domain.payments import TAKEN, UNDECIDED, PaymentStatus
from tmcard.domain.ports import Capture, CaptureStatus, Checkout, CheckoutStatus, DisputeCase, Refund, RefundStatus
from tmcard.domain.refunds import RefundState
from tmcard.services.reconciling.differences import Code, Difference, of, text
from tmcard.store.books import PaymentBook
from tmcard.store.models import Dispute, Payment, RefundRow

S, There, C = PaymentStatus, CaptureStatus, Code
#: Money that rests with us, or may yet.
KEPT = frozenset({There.COMPLETED, There.PENDING, There.PARTIALLY_REFUNDED})
OPEN = frozenset({S.CREATED, S.APPROVED, S.CAPTURING, S.PENDING})
ENDED = frozenset({S.DECLINED, S.EXPIRED})

#: What is wrong when theirs is the first and ours the second; whatever does not stand here agrees.
STANDING: Mapping[CaptureStatus | None, Mapping[PaymentStatus, Code]] = {
    None: dict.fromkeys(TAKEN | {S.PENDING}, C.NOT_CAPTURED_THERE),
    There.PENDING: dict.fromkeys((OPEN | ENDED) - {S.PENDING}, C.PENDING_THERE_NOT_HERE)
    | dict.fromkeys(TAKEN, C.NOT_CAPTURED_THERE),
    There.DECLINED: dict.fromkeys(OPEN, C.DECLINED_THERE_NOT_HERE) | dict.fromkeys(TAKEN, C.NOT_CAPTURED_THERE),
    There.COMPLETED: dict.fromkeys(OPEN | ENDED, C.CAPTURED_THERE_NOT_HERE) | {S.REFUNDED: C.NOT_REFUNDED_THERE},
    There.PARTIALLY_REFUNDED: dict.fromkeys(OPEN | ENDED | TAKEN, C.PARTLY_REFUNDED_THERE)
    | {S.REFUNDED: C.NOT_REFUNDED_THERE},
    There.REFUNDED: dict.fromkeys(OPEN | {S.CAPTURED, S.REFUNDING}, C.REFUNDED_THERE_NOT_HERE),
}


def with_checkout(book: PaymentBook, checkout: Checkout) -> Iterator[Difference]:
    """How the payment differs from the checkout that was opened for it."""
    payment, capture = book.payment, _capture_of(book.payment, checkout)
    going = {row.capture_id for row in book.refunds if row.status != RefundState.FAILED}
    others = [
        each for each in checkout.captures if each is not capture and each.status in KEPT and each.id not in going
    ]
    if others and capture is not None:
        names = " ".join(each.id for each in checkout.captures)
        yield of(payment, C.TWO_CAPTURES, payment.capture_id or payment.status, names)
    if not _is_over(payment, capture):
        yield from _terms(payment, checkout, capture)
        yield from _standing(book, checkout, capture)


def with_dispute(book: PaymentBook, dispute: Dispute, case: DisputeCase) -> Iterator[Difference]:
    """How a dispute differs from theirs: whether it is over."""
    if case.is_resolved != (dispute.status == DisputeStatus.RESOLVED):
        theirs = f"resolved {case.outcome}" if case.is_resolved else "open"
        yield of(book.payment, C.DISPUTE_DIFFERS, f"dispute {dispute.status}", theirs)


def with_refund(book: PaymentBook, row: RefundRow, refund: Refund) -> Iterator[Difference]:
    """How a refund that we know by name differs from theirs."""
    if refund.amount != row.amount:
        yield of(book.payment, C.REFUND_DIFFERS, text(row.amount), text(refund.amount))
    is_back = refund.status is RefundStatus.COMPLETED
    if row.status == S.REFUNDED and not is_back:
        yield of(book.payment, C.NOT_REFUNDED_THERE, row.status, f"refund {refund.status}")
    if row.status != S.REFUNDED and is_back:
        yield of(book.payment, C.REFUNDED_THERE_NOT_HERE, row.status, f"refund {refund.status}")


def with_nothing(payment: Payment) -> Iterator[Difference]:
    """The checkout is not known (any more). It lapses where nothing was captured, and that is no difference."""
    if payment.status in TAKEN | UNDECIDED:
        yield of(payment, C.UNKNOWN_THERE, payment.status, "unknown")


def _capture_of(payment: Payment, checkout: Checkout) -> Capture | None:
    """The capture that we know, else the last that holds money, else the last."""
    known = [each for each in checkout.captures if each.id == payment.capture_id]
    kept = [each for each in checkout.captures if each.status in KEPT]
    return next(iter(known or kept[-1:] or checkout.captures[-1:]), None)


def _is_over(payment: Payment, capture: Capture | None) -> bool:
    """Whether nothing rests with us by either account: what it once was about does not matter any more."""
    status = capture.status if capture else None
    if payment.status == S.REFUNDED:
        return status is There.REFUNDED
    return payment.status in ENDED and status not in KEPT


def _terms(payment: Payment, checkout: Checkout, capture: Capture | None) -> Iterator[Difference]:
    said = [checkout.amount, capture.amount] if capture else [checkout.amount]
    for amount in said:
        if amount != payment.amount:
            yield of(payment, C.AMOUNT_DIFFERS, text(payment.amount), text(amount))
    ours = (payment.ref, payment.invoice_id)
    for source in (checkout, capture) if capture else (checkout,):
        if (source.custom_id, source.invoice_id) != ours:
            yield of(payment, C.IDS_DIFFER, " ".join(ours), f"{source.custom_id} {source.invoice_id}".strip())
    if capture and payment.capture_id not in (None, capture.id):
        yield of(payment, C.IDS_DIFFER, payment.capture_id or "", capture.id)


def _standing(book: PaymentBook, checkout: Checkout, capture: Capture | None) -> Iterator[Difference]:
    status = S(book.payment.status)
    code = STANDING[capture.status if capture else None].get(status)
    if capture is None and checkout.status is CheckoutStatus.VOIDED and status is S.CAPTURING:
        code = C.NOT_CAPTURED_THERE  # what we wait for can never come
    if capture and capture.status is There.PARTIALLY_REFUNDED and (checkout.refunds or _is_partly_back(book, capture)):
        code = None if status is not S.REFUNDED else code  # its parts are compared one by one
    if code:
        yield of(book.payment, code, status, f"capture {capture.status}" if capture else checkout.status)


def with_refunds(book: PaymentBook, checkout: Checkout) -> Iterator[Difference]:
    """Refunds that they name and we do not know, or have not seen the end of."""
    for given in checkout.refunds:
        known = [
            row for row in book.refunds if given.id == row.refund_id or given.invoice_id == (row.invoice_id or "-")
        ]
        if given.status is RefundStatus.COMPLETED and not known:
            yield of(book.payment, C.REFUND_UNKNOWN_HERE, book.payment.status, f"{given.id} {text(given.amount)}")
        if known:
            yield from with_refund(book, known[0], given)


def _is_partly_back(book: PaymentBook, capture: Capture) -> bool:
    """Whether our own refunds explain that a part went back."""
    back = sum(row.amount_minor for row in book.refunds if row.status == S.REFUNDED)
    return 0 < back < capture.amount.amount_minor
