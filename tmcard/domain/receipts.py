"""Receipts: two series without gaps, one for what was paid and one for what was given back, anew each year."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Series(StrEnum):
    """What a receipt is for. Each kind counts for itself."""

    PAYMENT = "payment"
    REFUND = "refund"


PREFIXES = {Series.PAYMENT: "TM", Series.REFUND: "TMR"}
#: Digits at the least, so that numbers of a year sort as text.
SERIAL_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, as it stands on receipts: one line each, empty where there is nothing to say."""

    name: str = ""
    address: str = ""
    tax_id: str = ""


def year_of(issued_at: datetime) -> int:
    """The year a receipt is counted in, by UTC: payers live in every zone."""
    return issued_at.astimezone(UTC).year


def number_of(series: Series, year: int, serial: int) -> str:
    """What a receipt is called: `TM-2026-000001`, or `TMR-2026-000001` for one about a refund."""
    return f"{PREFIXES[series]}-{year}-{serial:0{SERIAL_DIGITS}}"
