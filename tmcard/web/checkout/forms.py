"""What is asked for before paying."""

from hashlib import sha256
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, ValidationError

from tmcard.store.models import Order
from tmcard.web.fields import Form

#: What the column holds, and what RFC 5321 lets an address be.
MAX_EMAIL = 254


class Pay(Form):
    """Agreement to the terms, and where the receipt goes."""

    email = EmailField(_("E-mail for the receipt (optional)"))
    terms = BooleanField(_("I agree to the terms"))

    def validate_email(self, field: Any) -> None:
        """An address as it can be written, or none."""
        field.data = (field.data or "").strip()
        if not field.data:
            return
        try:
            address = validate_email(field.data, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise ValidationError(_("Enter an e-mail address such as name@example.com, or leave it out")) from error
        if len(address) > MAX_EMAIL:
            raise ValidationError(_("E-mail address is too long"))
        field.data = address

    def validate_terms(self, field: Any) -> None:
        """Nobody agrees by accident: the box comes unticked."""
        if not field.data:
            raise ValidationError(_("Agree to the terms to continue"))


def token_after(order: Order) -> str:
    """Names the one order that may follow on `order` when its quote has run out, however often that is asked for."""
    return sha256(f"requote|{order.ref}|{order.form_token}".encode()).hexdigest()
