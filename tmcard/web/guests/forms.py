"""What a guest is asked for: which of the allowed plans, and where the receipt goes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, StringField, ValidationError

from tmcard.services.guesting import Offered
from tmcard.web import receipt_address
from tmcard.web.fields import Form, fresh_token, name_of


def shown_as(offered: Offered) -> str:
    """What the radio button of a plan sends: the plan, and the price that stands beside it."""
    return f"{offered.offer.sku}|{offered.price.currency}|{offered.price.amount_minor}"


class GuestPay(Form):
    """One of the plans on the page, and an address. Without an account nobody could find the receipt again."""

    plan = StringField(_("Plan"))
    form_token = HiddenField(default=fresh_token)
    email = EmailField(_("Your e-mail"))

    def __init__(self, offered: Sequence[Offered]) -> None:
        super().__init__()
        self.offered = offered
        if offered:
            self.plan.id = f"plan-{offered[0].offer.sku}"  # where the error summary leads
        if len(offered) == 1 and not self.is_submitted():
            self.plan.data = shown_as(offered[0])

    @property
    def chosen(self) -> Offered | None:
        """The plan that was chosen, whatever its price is by now."""
        sku = (self.plan.data or "").partition("|")[0]
        return next((each for each in self.offered if each.offer.sku == sku), None)

    @property
    def has_moved(self) -> bool:
        """Whether the plan that was chosen has another price than the one that was shown."""
        return self.chosen is not None and self.plan.data != shown_as(self.chosen)

    def validate_plan(self, field: Any) -> None:
        """Only what the link allows, and is on sale now."""
        if not field.data:
            raise ValidationError(_("Choose a plan"))
        if self.chosen is None:
            raise ValidationError(_("This plan is not sold any more. Choose another one"))

    def validate_email(self, field: Any) -> None:
        """An address as it can be written."""
        field.data = (field.data or "").strip()  # what is wrong is shown as it was typed
        field.data = receipt_address.required(field.data)

    def token_for(self, link_ref: str) -> str:
        """Names this choice on this form."""
        return name_of(self.form_token.data, link_ref, self.plan.data)
