"""eSIM Access's webhooks carry no signature: they name a card to look at, and nothing else is taken from them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tmcard.adapters.esimaccess import EsimAccessHints
from tmcard.domain.ports import CardHint, CardHints, Refused

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
CONTENT = {"orderNo": "B1", "esimTranNo": "26112200000001", "iccid": "8985200000000000001", "remain": 0}


def read(event: Any) -> CardHint:
    hints: CardHints = EsimAccessHints()
    return hints.read({}, json.dumps(event).encode(), NOW)


def notice(**changes: Any) -> dict[str, Any]:
    return {"notifyType": "DATA_USAGE", "notifyId": "n-1", "eventGenerateTime": "x", "content": CONTENT, **changes}


def test_a_notice_names_its_card() -> None:
    assert read(notice()) == CardHint("n-1", "DATA_USAGE", "26112200000001")


@pytest.mark.parametrize(
    "changes",
    [
        {"notifyType": "CHECK_HEALTH", "content": {"orderNo": "1234567890", "orderStatus": "Test"}},
        {"content": None},
        {"content": []},
        {"content": {"esimTranNo": 7}},
        {"notifyId": None},
        {"notifyId": "x" * 500},
    ],
)
def test_a_notice_about_no_card_names_none(changes: dict[str, Any]) -> None:
    assert read(notice(**changes)).carrier_ref == ""


@pytest.mark.parametrize("event", [None, [], "x", 7, {}, {"notifyType": 5}])
def test_what_is_no_notice_is_unreadable(event: Any) -> None:
    with pytest.raises(Refused, match="unreadable"):
        read(event)
