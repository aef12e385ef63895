"""Disputes at PayPal (Customer Disputes v1): read, never answered. Needs the app's Disputes permission.

developer.paypal.com/docs/api/customer-disputes/v1
"""

from datetime import datetime
from typing import Any

from tmcard.adapters.http import TIMEOUT, Guard, no_guard
from tmcard.adapters.paypal.amounts import MalformedAmount, from_json
from tmcard.adapters.paypal.transport import Reply, Transport, is_id, path
from tmcard.adapters.paypal.words import DISPUTE_OUTCOMES
from tmcard.domain.disputes import Outcome
from tmcard.domain.money import Money
from tmcard.domain.ports import DisputeCase, Unknown

DISPUTE = "v1/customer/disputes/{}"
MAX_WORD = 64


class PayPalDisputes:
    """`domain.ports.Disputes`. It has a token of its own: disputes are rare, and a token keeps its permissions."""

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._transport = Transport(base_url, client_id, client_secret, guard=guard, timeout=timeout)

    def read(self, dispute_id: str) -> DisputeCase:
        """The dispute as it is now. Raises NotFound, also for an id that PayPal cannot have given."""
        reply = self._transport.get(path(DISPUTE, dispute_id), headers={})
        try:
            return _case(reply)
        except (MalformedAmount, LookupError, TypeError, AttributeError, ValueError) as error:
            raise Unknown("unreadable", evidence=reply.evidence) from error


def _case(reply: Reply) -> DisputeCase:
    document = reply.document
    captures = [each.get("seller_transaction_id") for each in document.get("disputed_transactions") or []]
    return DisputeCase(
        id=document["dispute_id"],
        capture_ids=tuple(each for each in captures if is_id(each)),
        stage=_word(document.get("dispute_life_cycle_stage")),
        reason=_word(document.get("reason")),
        amount=_amount(document.get("dispute_amount")),
        opened_at=_instant(document.get("create_time")),
        outcome=_outcome(document),
    )


def _outcome(document: dict[str, Any]) -> Outcome | None:
    """For whom it ended. A resolved dispute whose outcome is missing or unheard of has ended all the same."""
    if document["status"] != "RESOLVED":
        return None
    code = (document.get("dispute_outcome") or {}).get("outcome_code")
    return DISPUTE_OUTCOMES.get(str(code), Outcome.OTHER)


def _amount(amount: Any) -> Money | None:
    return from_json(amount) if amount else None


def _instant(text: Any) -> datetime | None:
    """PayPal writes UTC with a Z."""
    found = datetime.fromisoformat(text) if isinstance(text, str) else None
    return found if found is not None and found.tzinfo is not None else None


def _word(text: Any) -> str:
    return text.lower()[:MAX_WORD] if isinstance(text, str) and text.isprintable() else ""
