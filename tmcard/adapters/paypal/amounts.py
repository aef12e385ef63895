"""Money to PayPal's decimal strings and back. PayPal's digits differ from ISO 4217 for HUF and TWD.

Source: developer.paypal.com/api/rest/reference/currency-codes
"""

import re
from collections.abc import Iterable
from typing import Any

from tmcard.domain.money import Money, exponent

#: Currencies PayPal takes, with the digits it allows after the point.
DECIMALS = {
    **dict.fromkeys(("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS"), 2),
    **dict.fromkeys(("MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD"), 2),
    **dict.fromkeys(("HUF", "JPY", "TWD"), 0),
}
_VALUE = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,16}))?")


class UnpayableAmount(ValueError):
    """PayPal cannot take this amount: not its currency, not above zero, or finer than it counts."""


class MalformedAmount(ValueError):
    """The text is no amount of money in PayPal's notation."""


def to_value(money: Money) -> str:
    """`money` as PayPal wants it: `12.50` USD, `1500` HUF (held as 150000 minor units), `900` JPY."""
    if money.currency not in DECIMALS or money.amount_minor <= 0:
        raise UnpayableAmount(money.currency)
    digits = DECIMALS[money.currency]
    units, too_fine = divmod(money.amount_minor, 10 ** (exponent(money.currency) - digits))
    if too_fine or len(str(units)) > 15:
        raise UnpayableAmount(money.currency)
    whole, part = divmod(units, 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)


def is_payable(money: Money) -> bool:
    """Whether PayPal can take this very amount."""
    try:
        to_value(money)
    except UnpayableAmount:
        return False
    return True


def unpayable(currencies: Iterable[str]) -> list[str]:
    """Those that are no currencies of PayPal's."""
    return [currency for currency in currencies if currency not in DECIMALS]


def to_json(money: Money) -> dict[str, str]:
    """`money` as an `amount` object."""
    return {"currency_code": money.currency, "value": to_value(money)}


def from_value(value: str, currency: str) -> Money:
    """The money behind PayPal's string. Raises MalformedAmount; never rounds."""
    match = _VALUE.fullmatch(value)
    if match is None or currency not in DECIMALS:
        raise MalformedAmount(value[:32])
    digits = exponent(currency)
    whole, part = match[1], (match[2] or "").rstrip("0")
    if len(part) > digits:
        raise MalformedAmount(value[:32])
    return Money(int(whole + part.ljust(digits, "0")), currency)


def from_json(amount: Any) -> Money:
    """The money in an `amount` object. Raises MalformedAmount."""
    if not isinstance(amount, dict):
        raise MalformedAmount("absent")
    value, currency = amount.get("value"), amount.get("currency_code")
    if not isinstance(value, str) or not isinstance(currency, str):
        raise MalformedAmount("absent")
    return from_value(value, currency)
