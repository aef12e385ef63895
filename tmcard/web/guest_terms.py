"""What a link for guests is to allow, as a form: owners fill it in for their cards, staff for anybody's."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from tmcard.domain.guests import DAYS, MAX_NOTE, MOST_USES
from tmcard.domain.money import Money, exponent
from tmcard.domain.quotes import Start
from tmcard.domain.splits import LONGEST, MOST
from tmcard.services.guesting import Wanted
from tmcard.services.quoting import Choice, Shelf
from tmcard.web import i18n
from tmcard.web.fields import Form

USUAL_DAYS = 7
#: More than anything here costs, and still what every column holds.
MOST_DIGITS = 7


def _typed(text: str | None) -> str:
    """What was typed, with each end of line as one sign: browsers send two, and both would count."""
    return (text or "").replace("\r\n", "\n").strip()


def _count(typed: str | None) -> int:
    """The number that was typed; 0 for what is none."""
    text = (typed or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def _takes_nothing(choice: Choice) -> bool:
    effect = choice.loading.effect(Start.NOW)
    return effect is not None and not effect.lost_bytes and not effect.lost


class Allow(Form):
    """What the link allows. Amounts are in the currency of the shelf, in which the plans beside them are priced."""

    skus = SelectMultipleField(_("Which plans?"), validate_choice=False)
    most = StringField(_("At most per renewal"))
    uses = StringField(_("How often can it be used?"), default="1")
    shares = StringField(_("How many pay it together?"), default="1")
    days = SelectField(_("How long is it good?"), coerce=int, default=USUAL_DAYS)
    shows_rest = BooleanField(_("Show what is left on the card, and until when"))
    note = TextAreaField(
        _("A note to whoever pays (optional)"),
        filters=[_typed],
        validators=[Length(max=MAX_NOTE, message=_("Use no more than %(most)s characters", most=MAX_NOTE))],
    )

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self.currency = shelf.currency
        self.offers = [choice.offer for choice in shelf.choices if choice.estimate is None]
        self.skus.choices = [(offer.sku, offer.name(i18n.language())) for offer in self.offers]
        if self.offers:
            self.skus.id = f"skus-{self.offers[0].sku}"  # where the error summary leads: the first of the boxes
        self._keeping = {each.offer.sku for each in shelf.choices if _takes_nothing(each)}
        self.days.choices = [(count, str(ngettext("%(num)s day", "%(num)s days", count))) for count in DAYS]

    def validate_skus(self, field: Any) -> None:
        """Only what is on sale: a plan that is dropped in silence could leave none named, which means any."""
        if set(field.data or ()) - {offer.sku for offer in self.offers}:
            raise ValidationError(_("This plan is not sold any more. Choose another one"))

    def validate_most(self, field: Any) -> None:
        """An amount with the digits that its currency has, or none."""
        if (field.data or "").strip() and self._most() is None:
            raise ValidationError(_("Enter an amount such as 20 or 19.50, or leave it out"))

    def validate_uses(self, field: Any) -> None:
        """Some, and not more than make sense."""
        if not 1 <= self._uses() <= MOST_USES:
            raise ValidationError(_("Enter a number from 1 to %(most)s", most=MOST_USES))

    def validate_shares(self, field: Any) -> None:
        """A price is shared for one plan, which takes nothing from the card, and not for long."""
        count = _count(field.data)
        if not 1 <= count <= MOST:
            raise ValidationError(_("Enter a number from 1 to %(most)s", most=MOST))
        if count == 1:
            return
        if len(self._skus()) != 1:
            raise ValidationError(_("To share a price, tick one plan above"))
        if self._skus()[0] not in self._keeping:
            raise ValidationError(_("This plan would take something from the card, so it cannot be shared"))
        if (self.days.data or 0) > LONGEST.days:
            raise ValidationError(_("To share a price, choose %(most)s days at most", most=LONGEST.days))

    @property
    def wanted(self) -> Wanted:
        """What was filled in, once it is valid."""
        lasts, count = timedelta(days=self.days.data), _count(self.shares.data)
        told = (lasts, bool(self.shows_rest.data), self.note.data or "")
        if count == 1:
            return Wanted(self._skus(), self._most(), self._uses(), *told)
        (plan,) = (offer for offer in self.offers if offer.sku in self._skus())
        return Wanted(self._skus(), None, count, *told, split=plan)

    def _skus(self) -> Sequence[str]:
        return [offer.sku for offer in self.offers if offer.sku in (self.skus.data or ())]

    def _uses(self) -> int:
        return _count(self.uses.data)

    def _most(self) -> Money | None:
        text = (self.most.data or "").strip().replace(",", ".")
        digits = exponent(self.currency)
        try:
            units = Decimal(text).scaleb(digits)
        except InvalidOperation:
            return None
        if not text.isascii() or not units.is_finite() or units != units.to_integral_value():
            return None
        return Money(int(units), self.currency) if 0 < units < 10 ** (MOST_DIGITS + digits) else None
