"""Receipts that no database knows: what they say depends on nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tmcard import create_app
from tmcard.config import Config
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store.models import Receipt

LINE = {"name_en": "Asia 5 GB", "name_zh": "亚洲 5 GB", "data_bytes": 5 * BYTES_PER_GB}
LINE |= {"period_unit": "month", "period_count": 1}
SELLER = {"seller_name": "Example Ltd", "seller_address": "1 Example Street", "seller_tax_id": "42"}
FACTS = {"number": "TM-2026-000007", "series": "payment", "issued_at": datetime(2026, 11, 22, 6, 5, tzinfo=UTC)}
FACTS |= {"locale": "en", "zone": "Asia/Shanghai", "method": "paypal", "card_label": "", "card_tail": "1234"}
FACTS |= {
    "order_ref": "ORDER7",
    "payment_ref": "PAYMENT7",
    "capture_id": "CAPTURE7",
    "refund_ref": None,
    "reason": None,
}


def receipt(amount_minor: int = 900, currency: str = "USD", **values: Any) -> Receipt:
    """Of a plan that cost US$9.00."""
    money = {"currency": currency, "amount_minor": amount_minor, "lines": [{**LINE, "amount_minor": amount_minor}]}
    return Receipt(**{**FACTS, **SELLER, "refers_to": None, **money, **values})


def refund(**values: Any) -> Receipt:
    """Of the same, given back."""
    facts = {"number": "TMR-2026-000001", "series": "refund", "refers_to": "TM-2026-000007", "refund_ref": "REFUND7"}
    return receipt(**{**facts, "reason": "plan_gone", **values})


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, config: Config) -> Iterator[str]:
    """Each language, one after the other, as the worker speaks it: without a request."""
    app: Flask = create_app(config)
    with app.app_context(), force_locale(request.param):
        yield str(request.param)
