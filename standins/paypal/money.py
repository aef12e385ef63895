"""Amounts as PayPal writes them, read into integer minor units and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from standins.paypal.errors import Json, Refused

WITHOUT_DECIMALS = frozenset({"HUF", "JPY", "TWD"})
WITH_DECIMALS = frozenset({
    "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "EUR", "HKD", "ILS", "MYR", "MXN",
    "NZD", "NOK", "PHP", "PLN", "GBP", "SGD", "SEK", "CHF", "THB", "USD",
})  # fmt: skip
CURRENCIES = WITHOUT_DECIMALS | WITH_DECIMALS
VALUE = re.compile(r"(-?)([0-9]*)(?:\.([0-9]+))?")
MAX_MINOR = 99_999_999_999_999_999


@dataclass(frozen=True)
class Money:
    """An amount in minor units of a currency, by PayPal's exponents (not ISO's)."""

    currency: str
    minor: int

    @property
    def value(self) -> str:
        """Write the amount as PayPal does: `12.50`, or `1250` where the currency has no decimals."""
        if self.currency in WITHOUT_DECIMALS:
            return str(self.minor)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{abs(self.minor) // 100}.{abs(self.minor) % 100:02d}"

    def wire(self) -> Json:
        """Write PayPal's money object."""
        return {"currency_code": self.currency, "value": self.value}


def read(given: object, field: str) -> Money:
    """Read PayPal's money object at `field`, or refuse with the issue PayPal names."""
    if not isinstance(given, Mapping):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=field)
    for part in ("currency_code", "value"):
        if part not in given:
            raise Refused("MISSING_REQUIRED_PARAMETER", field=f"{field}/{part}")
    currency, value = given["currency_code"], given["value"]
    if not isinstance(currency, str) or len(currency) != 3:
        raise Refused("INVALID_STRING_LENGTH", field=f"{field}/currency_code", value=str(currency))
    if currency not in CURRENCIES:
        raise Refused("INVALID_CURRENCY_CODE", field=f"{field}/currency_code", value=currency)
    return Money(currency, _minor(value, currency, f"{field}/value"))


def read_positive(given: object, field: str) -> Money:
    """Read a money object that has to be more than nothing."""
    money = read(given, field)
    if money.minor <= 0:
        raise Refused("CANNOT_BE_ZERO_OR_NEGATIVE", field=f"{field}/value", value=money.value)
    return money


def read_not_negative(given: object, field: str) -> Money:
    """Read a money object that may be nothing but not less."""
    money = read(given, field)
    if money.minor < 0:
        raise Refused("CANNOT_BE_NEGATIVE", field=f"{field}/value", value=money.value)
    return money


def _minor(value: object, currency: str, field: str) -> int:
    match = VALUE.fullmatch(value) if isinstance(value, str) and len(value) <= 32 else None
    if match is None or not (match[2] or match[3]):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=field, value=str(value))
    sign, whole, decimals = match[1], match[2] or "0", match[3] or ""
    places = 0 if currency in WITHOUT_DECIMALS else 2
    if len(decimals) > places:
        issue = "DECIMAL_PRECISION" if places else "DECIMALS_NOT_SUPPORTED"
        raise Refused(issue, field=field, value=str(value))
    minor = int(whole + decimals.ljust(places, "0"))
    if minor > MAX_MINOR:
        raise Refused("MAX_VALUE_EXCEEDED", field=field, value=str(value))
    return -minor if sign else minor
