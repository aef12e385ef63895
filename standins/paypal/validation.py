"""The checks PayPal makes on the shape of a new order; the sums are checked in `arithmetic`."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from standins.paypal.arithmetic import check_amount, check_one_currency
from standins.paypal.errors import Json, Refused
from standins.paypal.fields import check_length, required
from standins.paypal.money import Money

LENGTHS = {
    "reference_id": 256,
    "custom_id": 127,
    "invoice_id": 127,
    "description": 127,
    "soft_descriptor": 22,
}
CHOICES = {
    "landing_page": ("LOGIN", "GUEST_CHECKOUT", "NO_PREFERENCE"),
    "user_action": ("CONTINUE", "PAY_NOW"),
    "shipping_preference": ("GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"),
    "payment_method_preference": ("UNRESTRICTED", "IMMEDIATE_PAYMENT_REQUIRED"),
}
VERIFICATIONS = ("SCA_WHEN_REQUIRED", "SCA_ALWAYS", "3D_SECURE", "AVS_CVV")


def check_order(body: Json) -> None:
    """Refuse a new order as PayPal would; say nothing when it is sound."""
    intent = required(body, "intent", "")
    if intent not in ("CAPTURE", "AUTHORIZE"):
        raise Refused("INVALID_PARAMETER_VALUE", field="/intent", value=str(intent))
    if intent == "AUTHORIZE":
        raise Refused("AUTH_CAPTURE_NOT_ENABLED", field="/intent", value="AUTHORIZE")
    units = required(body, "purchase_units", "")
    if not isinstance(units, list):
        raise Refused("INVALID_PARAMETER_SYNTAX", field="/purchase_units")
    if not 1 <= len(units) <= 10:
        issue = "INVALID_ARRAY_MAX_ITEMS" if units else "INVALID_ARRAY_MIN_ITEMS"
        raise Refused(issue, field="/purchase_units")
    totals = [_check_unit(unit, f"/purchase_units/{at}") for at, unit in enumerate(units)]
    _check_together(units, totals)
    _check_source(body.get("payment_source"))


def _check_unit(unit: object, path: str) -> Money:
    if not isinstance(unit, Mapping):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path)
    for name, longest in LENGTHS.items():
        check_length(unit, name, longest, path)
    return check_amount(unit, path)


def _check_together(units: Sequence[Mapping[str, object]], totals: Sequence[Money]) -> None:
    check_one_currency(totals, "/purchase_units")
    names = [unit.get("reference_id") for unit in units]
    if len(units) > 1 and None in names:
        raise Refused("REFERENCE_ID_REQUIRED", field="/purchase_units")
    if len(set(names)) < len(names):
        raise Refused("DUPLICATE_REFERENCE_ID", field="/purchase_units")


def _check_source(source: object) -> None:
    if source is None:
        return None
    if not isinstance(source, Mapping) or len(source) != 1:
        raise Refused("INVALID_PARAMETER_SYNTAX", field="/payment_source")
    (name, given), path = next(iter(source.items())), "/payment_source"
    if name not in ("paypal", "card"):  # Apple Pay comes from the browser, to an order made without a source
        raise Refused("PAYMENT_SOURCE_NOT_SUPPORTED", field=path)
    context_path = f"{path}/{name}/experience_context"
    experience = given.get("experience_context", {}) if isinstance(given, Mapping) else None
    if not isinstance(experience, Mapping):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=context_path)
    if name == "card":
        return _check_card(given, path)
    return _check_wallet(experience, context_path)


def _check_wallet(experience: Mapping[str, object], path: str) -> None:
    for name, allowed in CHOICES.items():
        if name in experience and experience[name] not in allowed:
            raise Refused("INVALID_PARAMETER_VALUE", field=f"{path}/{name}", value=str(experience[name]))
    check_length(experience, "brand_name", 127, path)
    _check_urls(experience, path)


def _check_card(card: Mapping[str, object], path: str) -> None:
    """Refuse a card by number: a shop that has card numbers has done something wrong (and needs PCI SAQ D)."""
    for name in ("number", "security_code", "expiry", "name", "vault_id"):
        if name in card:
            raise Refused("NOT_ENABLED_FOR_CARD_PROCESSING", field=f"{path}/card/{name}")
    attributes = card.get("attributes", {})
    verification = attributes.get("verification", {}) if isinstance(attributes, Mapping) else {}
    method = verification.get("method", VERIFICATIONS[0]) if isinstance(verification, Mapping) else None
    if method not in VERIFICATIONS:
        raise Refused("INVALID_PARAMETER_VALUE", field=f"{path}/card/attributes/verification/method", value=str(method))


def _check_urls(experience: Mapping[str, object], path: str) -> None:
    for name in ("return_url", "cancel_url"):
        if name not in experience:
            raise Refused(f"{name.upper()}_REQUIRED", field=f"{path}/{name}")
        url = experience[name]
        parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Refused("INVALID_PARAMETER_SYNTAX", field=f"{path}/{name}", value=str(url))
