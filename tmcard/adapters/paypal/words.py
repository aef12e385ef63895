"""PayPal's words and ours, as data: statuses, issues, event types."""

from collections.abc import Iterator, Mapping
from typing import Any

from tmcard.domain.disputes import Outcome
from tmcard.domain.ports import CaptureStatus, CheckoutStatus, GatewayError, NotFound, RefundStatus, Refused, Unknown
from tmcard.domain.three_d_secure import Answer, Enrollment, Shift

LOCALES = {"en": "en-US", "zh": "zh-CN"}

#: An unheard-of order status is one that nothing may be captured from.
CHECKOUT_STATUSES = {
    "CREATED": CheckoutStatus.WAITING,
    "SAVED": CheckoutStatus.WAITING,
    "PAYER_ACTION_REQUIRED": CheckoutStatus.WAITING,
    "APPROVED": CheckoutStatus.APPROVED,
    "COMPLETED": CheckoutStatus.COMPLETED,
    "VOIDED": CheckoutStatus.VOIDED,
}
CAPTURE_STATUSES = {
    "COMPLETED": CaptureStatus.COMPLETED,
    "PENDING": CaptureStatus.PENDING,
    "DECLINED": CaptureStatus.DECLINED,
    "FAILED": CaptureStatus.DECLINED,
    "REFUNDED": CaptureStatus.REFUNDED,
    "PARTIALLY_REFUNDED": CaptureStatus.PARTIALLY_REFUNDED,
}
REFUND_STATUSES = {
    "COMPLETED": RefundStatus.COMPLETED,
    "PENDING": RefundStatus.PENDING,
    "FAILED": RefundStatus.FAILED,
    "CANCELLED": RefundStatus.FAILED,
}
#: 3-D Secure (`payment_source.card.authentication_result`). A shift unheard of, or none at all, counts as unknown.
SHIFTS = {"POSSIBLE": Shift.POSSIBLE, "YES": Shift.POSSIBLE, "NO": Shift.NO, "UNKNOWN": Shift.UNKNOWN}
ENROLLMENTS = {
    "Y": Enrollment.YES,
    "N": Enrollment.NO,
    "U": Enrollment.UNAVAILABLE,
    "B": Enrollment.BYPASSED,
}
ISSUER_ANSWERS = {
    "Y": Answer.PASSED,
    "A": Answer.ATTEMPTED,
    "N": Answer.FAILED,
    "R": Answer.REJECTED,
    "U": Answer.UNABLE,
    "C": Answer.CHALLENGED,
    "D": Answer.DECOUPLED,
    "I": Answer.INFORMED,
}
#: Where the payer goes next: `approve` without a payment source, `payer-action` with one, `redirect` in errors.
APPROVAL_RELS = ("payer-action", "approve", "redirect")

#: Our code for each `details[].issue` (or `name`) that asks for something other than "let a person look".
_ISSUES_BY_CODE = {
    "not_approved": ("ORDER_NOT_APPROVED",),
    "already_captured": ("ORDER_ALREADY_CAPTURED",),
    "instrument_declined": (
        "INSTRUMENT_DECLINED",
        "CARD_EXPIRED",
        "REFERENCED_CARD_EXPIRED",
        "INVALID_SECURITY_CODE_LENGTH",
        "CARD_BRAND_NOT_SUPPORTED",
        "PAYMENT_SOURCE_DECLINED_BY_PROCESSOR",
        "PAYMENT_SOURCE_CANNOT_BE_USED",
        "PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED",
    ),
    "payer_action_required": ("PAYER_ACTION_REQUIRED", "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING"),
    "refused_for_good": (
        "TRANSACTION_REFUSED",
        "PAYEE_BLOCKED_TRANSACTION",
        "TRANSACTION_BLOCKED_BY_PAYEE",
        "PAYER_CANNOT_PAY",
        "PAYER_ACCOUNT_RESTRICTED",
        "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
        "COMPLIANCE_VIOLATION",
        "TRANSACTION_LIMIT_EXCEEDED",
        "PAYMENT_DENIED",
        "DECLINED_DUE_TO_RELATED_TXN",
        "DOMESTIC_TRANSACTION_REQUIRED",
        "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    ),
    "duplicate_invoice": ("DUPLICATE_INVOICE_ID",),
    "in_progress": (
        "ORDER_COMPLETION_IN_PROGRESS",
        "ORDER_IS_PENDING_APPROVAL",
        "PREVIOUS_REQUEST_IN_PROGRESS",
        "PENDING_CAPTURE",
    ),
    "misconfigured": (
        "NOT_ENABLED_FOR_CARD_PROCESSING",
        "NOT_ENABLED_FOR_APPLE_PAY",
        "AUTH_CAPTURE_NOT_ENABLED",
        "PAYEE_ACCOUNT_INVALID",
        "PAYEE_ACCOUNT_LOCKED_OR_CLOSED",
        "PAYEE_ACCOUNT_RESTRICTED",
        "PAYEE_NOT_ENABLED_FOR_CARD_PROCESSING",
        "TRANSACTION_RECEIVING_LIMIT_EXCEEDED",
        "INVALID_ACCOUNT_STATUS",
        "PERMISSION_DENIED",
        "NOT_AUTHORIZED",
    ),
    "already_refunded": ("CAPTURE_FULLY_REFUNDED",),
    "refund_impossible": (
        "REFUND_AMOUNT_EXCEEDED",
        "REFUND_AMOUNT_TOO_LOW",
        "REFUND_TIME_LIMIT_EXCEEDED",
        "REFUND_CAPTURE_CURRENCY_MISMATCH",
        "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK",
        "REFUND_NOT_ALLOWED",
        "REFUND_IS_RESTRICTED",
        "REFUND_FAILED_INSUFFICIENT_FUNDS",
        "PARTIAL_REFUND_NOT_ALLOWED",
        "MAX_NUMBER_OF_REFUNDS_EXCEEDED",
    ),
    "disputed": ("TRANSACTION_DISPUTED",),
}
ISSUES = {issue: code for code, issues in _ISSUES_BY_CODE.items() for issue in issues}
#: Codes after which the same call can never succeed; after the others it can, once the payer or a person has acted.
PERMANENT = {"already_captured", "refused_for_good", "duplicate_invoice", "already_refunded", "refund_impossible"}
#: Our own balance was too low: filling it up mends this one refund error.
MENDABLE = {"REFUND_FAILED_INSUFFICIENT_FUNDS"}
#: What a payer's closed account means when money is to go back instead of out.
REFUND_CODES = {"refused_for_good": "refund_impossible"}
GONE = {"INVALID_RESOURCE_ID", "RESOURCE_NOT_FOUND"}

#: For whom a dispute ended. Where PayPal paid the payer out of its own pocket, the money stayed with us.
DISPUTE_OUTCOMES = {
    "RESOLVED_BUYER_FAVOUR": Outcome.BUYER,
    "RESOLVED_BUYER_FAVOR": Outcome.BUYER,
    "ACCEPTED": Outcome.BUYER,
    "RESOLVED_SELLER_FAVOUR": Outcome.SELLER,
    "RESOLVED_SELLER_FAVOR": Outcome.SELLER,
    "DENIED": Outcome.SELLER,
    "CANCELED_BY_BUYER": Outcome.CANCELLED,
    "RESOLVED_WITH_PAYOUT": Outcome.OTHER,
    "NONE": Outcome.OTHER,
}

#: What a webhook says has happened. Only ever a hint of what to look up.
EVENTS = {
    "CHECKOUT.ORDER.APPROVED": "approved",
    "CHECKOUT.ORDER.COMPLETED": "completed",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED": "approval_reversed",
    "PAYMENT.CAPTURE.COMPLETED": "capture_completed",
    "PAYMENT.CAPTURE.PENDING": "capture_pending",
    "PAYMENT.CAPTURE.DENIED": "capture_declined",
    "PAYMENT.CAPTURE.DECLINED": "capture_declined",
    "PAYMENT.CAPTURE.REFUNDED": "capture_refunded",
    "PAYMENT.CAPTURE.REVERSED": "capture_reversed",
    "PAYMENT.REFUND.PENDING": "refund_pending",
    "PAYMENT.REFUND.FAILED": "refund_failed",
    "CUSTOMER.DISPUTE.CREATED": "dispute_opened",
    "CUSTOMER.DISPUTE.UPDATED": "dispute_changed",
    "CUSTOMER.DISPUTE.RESOLVED": "dispute_resolved",
}


def approval_url(links: Any) -> str:
    """Where the payer goes next according to `links`, or nothing."""
    found = {link.get("rel"): link.get("href") for link in _objects(links)}
    urls = (found.get(rel) for rel in APPROVAL_RELS)
    return next((url for url in urls if isinstance(url, str) and url.startswith(("https://", "http://"))), "")


def refusal(status: int, error: Mapping[str, Any], evidence: Mapping[str, Any]) -> GatewayError:
    """Our error for PayPal's 4xx answer. Decides on `details[].issue` and `name`, never on prose.

    An issue unheard of is a definite no that a person should look at: `rejected`, not permanent. An
    answer without PayPal's shape comes from something in between and proves nothing: Unknown.
    """
    names = list(_names(error))
    issue = next((name for name in names if name in ISSUES or name in GONE), names[0] if names else "")
    evidence = {**evidence, "issue": issue}
    if not names and status not in (401, 403):
        return Unknown("unreadable", evidence=evidence)
    if status in (404, 410) or issue in GONE:
        return NotFound("not_found", evidence=evidence)
    code = ISSUES.get(issue, "misconfigured" if status in (401, 403) else "rejected")
    if url := approval_url(error.get("links")):
        evidence["approval_url"] = url
    return Refused(code, evidence=evidence, permanent=code in PERMANENT and issue not in MENDABLE)


def _names(error: Mapping[str, Any]) -> Iterator[str]:
    """The issues, then the name of the whole answer (`error` in OAuth's shape)."""
    candidates = [detail.get("issue") for detail in _objects(error.get("details"))]
    candidates += [error.get("name"), error.get("error")]
    yield from (name[:64] for name in candidates if isinstance(name, str) and name)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
