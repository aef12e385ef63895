"""What is asked of members of the staff."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from tmcard.domain.identifiers import new_token, plain
from tmcard.domain.money import Money, exponent
from tmcard.domain.refunds import ASKABLE
from tmcard.domain.staff import CODE_DIGITS
from tmcard.web import formats
from tmcard.web.callers import house
from tmcard.web.fields import Form, refuse_weak
from tmcard.web.reasons import REFUND_REASONS

#: No number to compare a password with.
NOBODYS_NUMBER = "none"
#: One form of writing, so that no comma is guessed to be a point: `9`, `9.5`, `9.50`.
AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,3}))?")
MAX_NOTE = 500
MAX_TOKEN = 64


class SignIn(Form):
    """Name, password, and the code of the authenticator."""

    name = StringField(_("Staff name"))
    password = PasswordField(_("Password"))
    code = StringField(_("Code from your authenticator"))

    def validate_name(self, field: Any) -> None:
        """Whether somebody has it is not asked here."""
        if not self.called:
            raise ValidationError(_("Enter your staff name"))

    def validate_password(self, field: Any) -> None:
        """Whether it could be anybody's password is not asked here."""
        if not field.data:
            raise ValidationError(_("Enter your password"))

    @property
    def called(self) -> str:
        """The name as it is stored, however the keyboard wrote it."""
        return (self.name.data or "").strip().lower()

    @property
    def digits(self) -> str:
        """The code as the authenticator means it."""
        return plain(self.code.data or "")


class Enrol(Form):
    """A password of one's own, and the first code."""

    password = PasswordField(_("New password"))
    code = StringField(_("Code from your authenticator"))

    def __init__(self, name: str) -> None:
        super().__init__()
        self.member = name

    def validate_password(self, field: Any) -> None:
        """Judge it as the password of this member."""
        refuse_weak(field.data or "", NOBODYS_NUMBER)
        if self.member in (field.data or "").lower():
            raise ValidationError(_("Choose a password without your name"))

    def validate_code(self, field: Any) -> None:
        """Spaces and full-width digits are as good as any."""
        if len(self.digits) != CODE_DIGITS or not (self.digits.isascii() and self.digits.isdigit()):
            raise ValidationError(_("Code must be %(count)s numbers", count=CODE_DIGITS))

    @property
    def digits(self) -> str:
        """The code as the authenticator means it."""
        return plain(self.code.data or "")


class Note(Form):
    """Why, in words of one's own: they stay in the journal."""

    note = TextAreaField(_("Note for the journal"))

    def validate_note(self, field: Any) -> None:
        """Something, and not a novel."""
        field.data = (field.data or "").strip()
        if not field.data:
            raise ValidationError(_("Say in a few words why"))
        if len(field.data) > MAX_NOTE:
            raise ValidationError(_("Note must have %(count)s characters or fewer", count=MAX_NOTE))


class Close(Note):
    """Why an attempt of unknown outcome is closed."""


class Refund(Note):
    """How much goes back, and why. `form_token` makes a form that is sent twice one refund."""

    amount = StringField(_("Amount"))
    reason = SelectField(_("Reason"), choices=[SelectChoice(each.value, REFUND_REASONS[each]) for each in ASKABLE])
    form_token = HiddenField()

    def __init__(self, currency: str, left: Money | None = None) -> None:
        """`left` is what can go back: filled in at first, and the most that is taken. None takes any amount."""
        super().__init__()
        self.currency, self.left = currency, left
        self.money = Money(0, currency)
        if not self.is_submitted():
            self.form_token.data = new_token()
            self.amount.data = written(left) if left is not None else ""

    def validate_amount(self, field: Any) -> None:
        """Keep it as money in `money`."""
        found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", field.data or "").strip())
        if found is None or len(found[2] or "") > exponent(self.currency):
            raise ValidationError(_("Enter an amount in %(currency)s, like %(example)s", **_example(self.currency)))
        digits = (found[2] or "").ljust(exponent(self.currency), "0")
        self.money = Money(int(found[1] + digits), self.currency)
        if self.money.amount_minor == 0:
            raise ValidationError(_("Amount must be more than nothing"))
        if not house().gateways.payable(self.money):
            raise ValidationError(
                _("PayPal cannot give back so fine an amount of %(currency)s", currency=self.currency)
            )
        if self.left is not None and self.money.amount_minor > self.left.amount_minor:
            raise ValidationError(too_much(self.left))

    def validate(self, extra_validators: Any = None) -> bool:
        """A form without its token is shown again, with one: nobody can mend it by hand."""
        is_sound = super().validate(extra_validators)
        if self.form_token.data and len(self.form_token.data) <= MAX_TOKEN:
            return bool(is_sound)
        self.form_token.data = new_token()
        self.form_errors.append(_("This form was not complete. Send it again"))
        return False


def too_much(left: Money) -> str:
    """What stands beside an amount that is more than `left`."""
    return str(gettext("No more than %(amount)s can go back", amount=formats.money(left)))


def written(amount: Money) -> str:
    """The amount as the form takes it: `9.00`."""
    digits = exponent(amount.currency)
    whole, part = divmod(amount.amount_minor, 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)


def _example(currency: str) -> dict[str, str]:
    return {"currency": currency, "example": written(Money(5 * 10 ** exponent(currency), currency))}
