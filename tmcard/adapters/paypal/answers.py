"""What PayPal answers, as the domain's values. A shape we cannot read is Unknown, never a guess."""

from typing import Any

from tmcard.adapters.paypal.amounts import MalformedAmount, from_json
from tmcard.adapters.paypal.transport import Reply, is_id
from tmcard.adapters.paypal.words import (
    CAPTURE_STATUSES,
    CHECKOUT_STATUSES,
    ENROLLMENTS,
    ISSUER_ANSWERS,
    REFUND_STATUSES,
    SHIFTS,
    approval_url,
)
from tmcard.domain.money import Money
from tmcard.domain.ports import Capture, CaptureStatus, Checkout, CheckoutStatus, Refund, RefundStatus, Unknown
from tmcard.domain.three_d_secure import Answer, Authentication, Enrollment, Shift

Json = dict[str, Any]


def checkout(reply: Reply) -> Checkout:
    """The order in `reply`. Order COMPLETED proves nothing: only a capture's own status is money."""
    try:
        return _checkout(reply.document)
    except (MalformedAmount, LookupError, TypeError, AttributeError) as error:
        raise Unknown("unreadable", evidence=reply.evidence) from error


def refund(reply: Reply) -> Refund:
    """The refund in `reply`; its amount is this refund's own, not PayPal's running total."""
    try:
        return _refund(reply.document)
    except (MalformedAmount, LookupError, TypeError, AttributeError) as error:
        raise Unknown("unreadable", evidence=reply.evidence) from error


def _checkout(document: Json) -> Checkout:
    units: list[Json] = document.get("purchase_units") or []
    captures = tuple(_capture(capture, unit) for unit in units for capture in _captures(unit))
    # A capture's answer leaves these out of the unit but states them in the capture.
    unit = units[0] if units else {}
    first = captures[0] if captures else None
    return Checkout(
        id=_id(document),
        status=CHECKOUT_STATUSES.get(document["status"], CheckoutStatus.WAITING),
        amount=_amount(units),
        custom_id=_text(unit, "custom_id") or (first.custom_id if first else ""),
        invoice_id=_text(unit, "invoice_id") or (first.invoice_id if first else ""),
        approval_url=approval_url(document.get("links")),
        captures=captures,
        refunds=tuple(_refund(each) for unit in units for each in (unit.get("payments") or {}).get("refunds") or []),
        authentication=_authentication(document.get("payment_source") or {}),
    )


def _amount(units: list[Json]) -> Money | None:
    """What the order is over. Ours have one unit; of any other number the amount is nobody's promise."""
    return from_json(units[0]["amount"]) if len(units) == 1 and "amount" in units[0] else None


def _authentication(source: Json) -> Authentication | None:
    """What the issuer of the card said. Fails closed: a word that is missing or new is not one that lets money pass."""
    result = (source.get("card") or {}).get("authentication_result")
    if result is None:
        return None
    secure = result.get("three_d_secure") or {}
    answer = secure.get("authentication_status")
    return Authentication(
        SHIFTS.get(_text(result, "liability_shift"), Shift.UNKNOWN),
        ENROLLMENTS.get(_text(secure, "enrollment_status"), Enrollment.ABSENT),
        ISSUER_ANSWERS.get(_text(secure, "authentication_status"), Answer.UNABLE) if answer else Answer.ABSENT,
    )


def _captures(unit: Json) -> list[Json]:
    return (unit.get("payments") or {}).get("captures") or []


def _capture(capture: Json, unit: Json) -> Capture:
    return Capture(
        id=_id(capture),
        status=CAPTURE_STATUSES.get(capture["status"], CaptureStatus.PENDING),
        amount=from_json(capture.get("amount")),
        custom_id=_text(capture, "custom_id") or _text(unit, "custom_id"),
        invoice_id=_text(capture, "invoice_id") or _text(unit, "invoice_id"),
        reason=_reason(capture),
    )


def _refund(document: Json) -> Refund:
    status = REFUND_STATUSES.get(document["status"], RefundStatus.PENDING)
    amount = from_json(document.get("amount"))
    return Refund(_id(document), status, amount, up(document, "captures"), _text(document, "invoice_id"))


def up(document: Json, collection: str) -> str:
    """The id at the end of the `up` link, when it leads to `collection`."""
    links = document.get("links")
    for link in links if isinstance(links, list) else []:
        parts = str(link.get("href", "")).split("/") if isinstance(link, dict) and link.get("rel") == "up" else []
        if parts[-2:-1] == [collection] and is_id(parts[-1]):
            return parts[-1]
    return ""


def _reason(capture: Json) -> str:
    """Why a capture waits or was declined: PayPal's reason, else the card processor's number."""
    reason = _text(capture.get("status_details") or {}, "reason")
    number = _text(capture.get("processor_response") or {}, "response_code")
    return reason.lower()[:64] or (f"processor_{number}"[:64] if number else "")


def _id(document: Json) -> str:
    """The id, when it has the shape that later calls can put into a path."""
    found = document["id"]
    if not is_id(found):
        raise LookupError("id")
    return str(found)


def _text(document: Json, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""
