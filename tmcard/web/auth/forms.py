"""What is asked for on the way in."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField, TelField, ValidationError

from tmcard.domain.accounts import CODE_DIGITS
from tmcard.domain.identifiers import plain
from tmcard.web.fields import CountryField, Form, read_phone, refuse_weak


class Phone(Form):
    """A phone number of any country."""

    country = CountryField()
    phone = TelField(_("Mobile phone number"))
    msisdn = ""

    def validate_phone(self, field: Any) -> None:
        """Keep the E.164 form in `msisdn`."""
        self.msisdn = read_phone(field.data or "", self.country.data)


class Register(Phone):
    """A number and a password of one's own."""

    password = PasswordField(_("Password"))
    zone = HiddenField()

    def validate_password(self, field: Any) -> None:
        """Judge it as the password of this very number."""
        refuse_weak(field.data or "", self.msisdn or "?")


class SignIn(Phone):
    """A number and the password that belongs to it."""

    password = PasswordField(_("Password"))

    def validate_password(self, field: Any) -> None:
        """Whether it could be anybody's password is not asked here."""
        if not field.data:
            raise ValidationError(_("Enter your password"))


class Code(Form):
    """The code from the SMS."""

    code = StringField(_("Code from the SMS"))

    def validate_code(self, field: Any) -> None:
        """Spaces, dashes and full-width digits are as good as any."""
        digits = plain(field.data or "")
        if not digits:
            raise ValidationError(_("Enter the code from the SMS"))
        if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
            raise ValidationError(_("Code must be %(count)s numbers", count=CODE_DIGITS))

    @property
    def digits(self) -> str:
        """The code as it was sent."""
        return plain(self.code.data or "")


class NewPassword(Code):
    """The code, and the password to use from now on."""

    password = PasswordField(_("New password"))

    def __init__(self, msisdn: str) -> None:
        super().__init__()
        self.msisdn = msisdn

    def validate_password(self, field: Any) -> None:
        """Judge it as the password of this very number."""
        refuse_weak(field.data or "", self.msisdn)
