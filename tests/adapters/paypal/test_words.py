"""PayPal's issues in our words."""

from pathlib import Path
from typing import Any

import pytest

from tmcard.adapters.paypal.words import ISSUES, PERMANENT, approval_url, refusal
from tmcard.domain.ports import NotFound, Payments, Refused, Unknown


def refused(issue: str, status: int = 422, **error: Any) -> Any:
    return refusal(status, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}], **error}, {"debug_id": "d"})


@pytest.mark.parametrize(
    ("issue", "code", "permanent"),
    [
        ("INSTRUMENT_DECLINED", "instrument_declined", False),
        ("CARD_EXPIRED", "instrument_declined", False),
        ("PAYER_ACTION_REQUIRED", "payer_action_required", False),
        ("REDIRECT_PAYER_FOR_ALTERNATE_FUNDING", "payer_action_required", False),
        ("ORDER_NOT_APPROVED", "not_approved", False),
        ("ORDER_ALREADY_CAPTURED", "already_captured", True),
        ("ORDER_COMPLETION_IN_PROGRESS", "in_progress", False),
        ("PREVIOUS_REQUEST_IN_PROGRESS", "in_progress", False),
        ("DUPLICATE_INVOICE_ID", "duplicate_invoice", True),
        ("MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED", "refused_for_good", True),
        ("TRANSACTION_REFUSED", "refused_for_good", True),
        ("PAYMENT_DENIED", "refused_for_good", True),
        ("PAYEE_ACCOUNT_RESTRICTED", "misconfigured", False),
        ("APPLE_PAY_AMOUNT_MISMATCH", "rejected", False),
        ("CAPTURE_FULLY_REFUNDED", "already_refunded", True),
        ("REFUND_TIME_LIMIT_EXCEEDED", "refund_impossible", True),
        ("REFUND_FAILED_INSUFFICIENT_FUNDS", "refund_impossible", False),
        ("PENDING_CAPTURE", "in_progress", False),
        ("INVENTED_LAST_WEEK", "rejected", False),
    ],
)
def test_issue_in_our_words(issue: str, code: str, permanent: bool) -> None:
    error = refused(issue)
    assert (type(error), error.code, error.permanent) == (Refused, code, permanent)
    assert error.evidence == {"debug_id": "d", "issue": issue}


def test_every_code_is_one_the_port_promises() -> None:
    assert all(f"`{code}`" in (Payments.__doc__ or "") for code in {*ISSUES.values(), *PERMANENT, "rejected"})


def test_every_issue_is_documented_by_paypal(paypal_specs: Path) -> None:
    documented = {line.split("\t")[3] for line in (paypal_specs / "errors.tsv").read_text().splitlines()}
    # From PayPal's pages and merchants' reports, not in the published schema.
    elsewhere = {"PAYMENT_DENIED", "NOT_AUTHORIZED"}
    assert set(ISSUES) - documented == elsewhere


def test_known_issue_is_found_behind_an_unknown_one() -> None:
    details = [{"issue": "NEW"}, "odd", {"issue": "ORDER_NOT_APPROVED"}]
    assert refusal(422, {"name": "X", "details": details}, {}).code == "not_approved"


def test_name_alone_is_enough() -> None:
    assert refusal(409, {"name": "PREVIOUS_REQUEST_IN_PROGRESS"}, {}).code == "in_progress"


def test_404_is_not_found() -> None:
    assert isinstance(refused("INVALID_RESOURCE_ID", 404), NotFound)


@pytest.mark.parametrize("error", [{}, {"details": "odd"}, {"name": 5}])
def test_answer_without_an_issue_proves_nothing(error: dict[str, Any]) -> None:
    assert isinstance(refusal(422, error, {}), Unknown)
    assert refusal(403, error, {}).code == "misconfigured"


@pytest.mark.parametrize("rel", ["payer-action", "approve", "redirect"])
def test_refusal_carries_where_the_payer_can_mend_it(rel: str) -> None:
    error = refused("INSTRUMENT_DECLINED", links=[{"rel": rel, "href": "https://paypal.example/checkoutnow?token=1"}])
    assert error.evidence["approval_url"] == "https://paypal.example/checkoutnow?token=1"


@pytest.mark.parametrize("links", [None, [], "x", [{"rel": "approve", "href": "javascript:alert(1)"}], [{"href": 1}]])
def test_links_that_lead_nowhere(links: Any) -> None:
    assert approval_url(links) == ""
