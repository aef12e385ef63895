"""The sums PayPal checks on a new order: breakdown against amount, items against breakdown."""

from collections.abc import Mapping, Sequence

from standins.paypal import money
from standins.paypal.errors import Refused
from standins.paypal.fields import check_length, required
from standins.paypal.money import Money

ADDED = ("item_total", "tax_total", "shipping", "handling", "insurance")
TAKEN_OFF = ("shipping_discount", "discount")


def check_amount(unit: Mapping[str, object], path: str) -> Money:
    """Give the total of a purchase unit, or refuse it where a sum or a currency does not fit."""
    given = required(unit, "amount", path)
    total = money.read_positive(given, f"{path}/amount")
    parts = _read_breakdown(given, f"{path}/amount/breakdown")
    check_one_currency([total, *parts.values()], path)
    _check_items(unit.get("items"), parts, total.currency, f"{path}/items")
    added = sum(parts[name].minor for name in ADDED if name in parts)
    taken_off = sum(parts[name].minor for name in TAKEN_OFF if name in parts)
    if parts and added - taken_off != total.minor:
        raise Refused("AMOUNT_MISMATCH", field=f"{path}/amount/value", value=total.value)
    return total


def _read_breakdown(amount: object, path: str) -> dict[str, Money]:
    given = amount.get("breakdown", {}) if isinstance(amount, Mapping) else {}
    if not isinstance(given, Mapping):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path)
    names = [name for name in (*ADDED, *TAKEN_OFF) if name in given]
    return {name: money.read_not_negative(given[name], f"{path}/{name}") for name in names}


def _check_items(items: object, parts: Mapping[str, Money], currency: str, path: str) -> None:
    if items is None:
        return
    if not isinstance(items, list):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path)
    lines = [_read_item(item, currency, f"{path}/{at}") for at, item in enumerate(items)]
    for column, name, stem in ((0, "item_total", "ITEM"), (1, "tax_total", "TAX")):
        amounts = [line[column] for line in lines]
        if amounts and name not in parts and (column == 0 or any(amounts)):
            raise Refused(f"{stem}_TOTAL_REQUIRED", field=f"{path.removesuffix('/items')}/amount")
        if amounts and name in parts and sum(amounts) != parts[name].minor:
            raise Refused(f"{stem}_TOTAL_MISMATCH", field=path, value=parts[name].value)


def _read_item(item: object, currency: str, path: str) -> tuple[int, int]:
    if not isinstance(item, Mapping):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path)
    required(item, "name", path)
    for name in ("name", "sku", "description"):
        check_length(item, name, 127, path)
    quantity = _read_quantity(required(item, "quantity", path), f"{path}/quantity")
    category = item.get("category", "DIGITAL_GOODS")
    if category not in ("DIGITAL_GOODS", "PHYSICAL_GOODS", "DONATION"):
        raise Refused("INVALID_PARAMETER_VALUE", field=f"{path}/category", value=str(category))
    price = money.read_not_negative(required(item, "unit_amount", path), f"{path}/unit_amount")
    tax = money.read_not_negative(item["tax"], f"{path}/tax") if "tax" in item else Money(currency, 0)
    check_one_currency([Money(currency, 0), price, tax], path)
    return price.minor * quantity, tax.minor * quantity


def _read_quantity(quantity: object, path: str) -> int:
    if not (isinstance(quantity, str) and quantity.isascii() and quantity.isdecimal()) or quantity[0] == "0":
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path, value=str(quantity))
    if len(quantity) > 10:
        raise Refused("INVALID_STRING_LENGTH", field=path, value=quantity)
    return int(quantity)


def check_one_currency(amounts: Sequence[Money], path: str) -> None:
    """Refuse amounts of more than one currency."""
    if len({amount.currency for amount in amounts}) > 1:
        raise Refused("MULTI_CURRENCY_ORDER", field=path)
