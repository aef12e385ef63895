"""The address that a payer types for the receipt."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import ValidationError

#: What the column holds, and what RFC 5321 lets an address be.
MAX_EMAIL = 254


def optional(typed: str | None) -> str:
    """The address as it is written to, or nothing where none was typed; else what a form shows beside it."""
    text = (typed or "").strip()
    return _written(text, _("Enter an e-mail address such as name@example.com, or leave it out")) if text else ""


def required(typed: str | None) -> str:
    """The address as it is written to; else what a form shows beside it."""
    return _written(
        (typed or "").strip(), _("Enter an e-mail address such as name@example.com: your receipt goes there")
    )


def _written(text: str, refusal: LazyString) -> str:
    try:
        address = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValidationError(refusal) from error
    if len(address) > MAX_EMAIL:
        raise ValidationError(_("E-mail address is too long"))
    return address
