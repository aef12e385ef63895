"""What the page of a link to renew sends: what it showed, and where the receipt goes."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, ValidationError

from tmcard.web import receipt_address
from tmcard.web.doors.suggesting import Suggested
from tmcard.web.fields import Form, fresh_token


class Renew(Form):
    """One button: pressing it agrees to the terms that are linked above it. A great loss is agreed to on its own."""

    shown = HiddenField()
    form_token = HiddenField(default=fresh_token)
    email = EmailField(_("E-mail for the receipt (optional)"))
    loss = BooleanField(_("I know what would be lost"))

    def __init__(self, suggested: Suggested) -> None:
        super().__init__()
        self.suggested = suggested
        self.sent = self.shown.data or ""
        self.shown.data = suggested.shown

    @property
    def has_moved(self) -> bool:
        """Whether something else would be charged, or happen, than what was shown."""
        return self.sent != self.suggested.shown

    def validate_email(self, field: Any) -> None:
        """An address as it can be written, or none."""
        field.data = (field.data or "").strip()  # what is wrong is shown as it was typed
        field.data = receipt_address.optional(field.data)

    def validate_loss(self, field: Any) -> None:
        """Nobody gives up much of what is left by accident."""
        if self.suggested.asks_twice and not field.data:
            raise ValidationError(_("Tick the box to say that you know what would be lost"))
