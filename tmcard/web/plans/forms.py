"""What is asked for when a plan is picked."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, ValidationError

from tmcard.web.fields import Form, fresh_token, name_of


class Choose(Form):
    """One of the plans on sale for a card. `current` is chosen beforehand, if it is among them.

    It remembers in which `currency` its page showed prices: the switch may have been turned in another tab.
    """

    plan = StringField(_("Plan"))
    form_token = HiddenField(default=fresh_token)
    currency = HiddenField()

    def __init__(self, skus: Sequence[str], current: str | None = None, currency: str = "") -> None:
        super().__init__()
        self.currency.data = currency  # what the page shows now, whatever was sent
        self.skus = skus
        if skus:
            self.plan.id = f"plan-{skus[0]}"  # where the error summary leads: the first of the radio buttons
        if not self.is_submitted() and current in skus:
            self.plan.data = current

    def validate_plan(self, field: Any) -> None:
        """Only what is on sale now can be chosen."""
        if not field.data:
            raise ValidationError(_("Choose a plan"))
        if field.data not in self.skus:
            raise ValidationError(_("This plan is not sold any more. Choose another one"))

    def token_for(self, card_ref: str) -> str:
        """Names this choice on this form."""
        return name_of(self.form_token.data, card_ref, self.plan.data, self.currency.data)
