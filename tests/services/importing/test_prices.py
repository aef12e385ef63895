"""Prices of a plan file: text that becomes minor units, or an amount that cannot be charged and is named."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.services.importing.test_plans import ENTRY, SECOND
from tmcard.adapters.paypal.amounts import is_payable
from tmcard.services.importing import Faulty, import_plans
from tmcard.services.importing.checking import minor_units
from tmcard.store.models import PlanPrice
from tmcard.store.transactions import release


def bring(session: Session, text: str, now: datetime) -> None:
    """Import a file."""
    import_plans(session, text.encode(), carriers=("esimaccess",), payable=is_payable, now=now)


def prices(session: Session) -> dict[str, int]:
    """Everything on the price list."""
    found = {price.currency: price.amount_minor for price in session.scalars(select(PlanPrice))}
    release(session)
    return found


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("9", "USD", 900),
        ("9.5", "USD", 950),
        ("0.01", "USD", 1),
        ("980", "JPY", 980),
        ("1.234", "KWD", 1234),
        ("", "USD", None),
        ("９", "USD", None),
        ("1e3", "USD", None),
        ("9.", "USD", None),
        (" 9", "USD", None),
    ],
)
def test_amounts_become_minor_units(text: str, currency: str, minor: int | None) -> None:
    assert minor_units(text, currency) == minor


def test_every_amount_that_cannot_be_charged_is_named_at_once(session: Session, now: datetime) -> None:
    odd = ENTRY.replace('JPY = "1380"', 'TWD = "9.50", HUF = "1.5", KRW = "900", USD2 = "1"')
    with pytest.raises(Faulty) as refused:
        bring(session, odd + SECOND.replace('JPY = "1380"', 'TWD = "0.01"'), now)
    assert [(f.field, f.code) for f in refused.value.faults] == [
        *((f"prices.{name}", "unpayable") for name in ("TWD", "HUF", "KRW")),
        ("prices.USD2", "currency"),
        ("prices.TWD", "unpayable"),
    ]


def test_whole_units_are_fine_where_paypal_counts_no_parts(session: Session, now: datetime) -> None:
    bring(session, ENTRY.replace('JPY = "1380"', 'TWD = "295", HUF = "3500.00"'), now)
    assert prices(session) == {"USD": 900, "CNY": 6850, "TWD": 29_500, "HUF": 350_000}
