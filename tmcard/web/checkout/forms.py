"""What is asked for before paying."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from tmcard.domain.payments import Method
from tmcard.web import receipt_address
from tmcard.web.fields import Form


class Pay(Form):
    """Agreement to the terms, and where the receipt goes; and to what would be lost, where `asks_twice` says so."""

    asks_twice = False
    email = EmailField(_("E-mail for the receipt (optional)"))
    loss = BooleanField(_("I know what would be lost"))
    terms = BooleanField(_("I agree to the terms"))

    def validate_email(self, field: Any) -> None:
        """An address as it can be written, or none."""
        field.data = (field.data or "").strip()  # what is wrong is shown as it was typed
        field.data = receipt_address.optional(field.data)

    def validate_terms(self, field: Any) -> None:
        """Nobody agrees by accident: the box comes unticked."""
        if not field.data:
            raise ValidationError(_("Agree to the terms to continue"))

    def validate_loss(self, field: Any) -> None:
        """Nobody gives up much of what is left by accident."""
        if self.asks_twice and not field.data:
            raise ValidationError(_("Tick the box to say that you know what would be lost"))


class Attempt(Pay):
    """The same, sent by the pay page's script together with the way to pay."""

    method = SelectField()

    @property
    def wanted(self) -> Method:
        """The way to pay; one of those that are offered."""
        return Method(self.method.data)


class Report(Form):
    """What the pay page's script says of an error in a foreign one."""

    where = StringField(validators=[DataRequired(), Length(max=40)])
    message = StringField(validators=[Length(max=400)])
    debug_id = StringField(validators=[Length(max=80)])
