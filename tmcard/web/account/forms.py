"""The parts of the account page that can be sent."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from tmcard.domain.zones import COMMON_ZONES
from tmcard.store.models import Owner
from tmcard.web import i18n
from tmcard.web.account.zones import zone_choices
from tmcard.web.fields import Form, refuse_weak

MAX_EMAIL = 254


class Preferences(Form):
    """Language and time zone."""

    locale = SelectField(
        _("Language"),
        choices=[SelectChoice(code, name) for code, name in i18n.OWN_NAMES.items()],
        validate_choice=False,
    )
    zone = SelectField(_("Time zone"), validate_choice=False)

    def __init__(self, owner: Owner) -> None:
        super().__init__(obj=owner)
        offered = COMMON_ZONES if owner.zone in COMMON_ZONES else (owner.zone, *COMMON_ZONES)
        self.zone.choices = [SelectChoice(zone, text) for zone, text in zone_choices(offered)]

    def validate_locale(self, field: Any) -> None:
        """One of ours."""
        if field.data not in i18n.SUPPORTED:
            raise ValidationError(_("Choose one of the languages"))

    def validate_zone(self, field: Any) -> None:
        """One of the world's."""
        if field.data not in i18n.ZONES:
            raise ValidationError(_("Choose one of the time zones"))


class Email(Form):
    """Where receipts go. Empty: nowhere."""

    email = EmailField(_("E-mail address (optional)"))
    proof = PasswordField(_("Your current password"))

    def validate_email(self, field: Any) -> None:
        """An address as it can be written; whether anybody reads it shows when something is sent."""
        text = (field.data or "").strip()
        try:
            field.data = _normalized(text) if text else ""
        except EmailNotValidError as error:
            raise ValidationError(_("Enter an e-mail address such as name@example.com")) from error

    def validate_proof(self, field: Any) -> None:
        """Something was typed."""
        _need_password(field)


class Password(Form):
    """The old password and the next one."""

    old = PasswordField(_("Current password"))
    new = PasswordField(_("New password"))

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self.msisdn = owner.msisdn

    def validate_old(self, field: Any) -> None:
        """Something was typed."""
        _need_password(field)

    def validate_new(self, field: Any) -> None:
        """Judge it as the password of this very owner."""
        refuse_weak(field.data or "", self.msisdn)


def _need_password(field: Any) -> None:
    if not field.data:
        raise ValidationError(_("Enter your current password"))


def _normalized(text: str) -> str:
    if len(text) > MAX_EMAIL:
        raise EmailNotValidError
    return validate_email(text, check_deliverability=False).normalized
