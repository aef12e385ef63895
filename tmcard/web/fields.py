"""What forms share: a name for each, how a password is judged, and a phone number with its country."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, SelectField, ValidationError
from wtforms.widgets import html_params

from tmcard.domain.accounts import problem_with
from tmcard.services import phones
from tmcard.services.phones import PhoneRefused, parse_msisdn
from tmcard.web import i18n
from tmcard.web.refusals import PASSWORDS

PHONES: Mapping[str, LazyString] = {
    "missing": _("Enter your phone number"),
    "too_short": _("Phone number is too short. Check it, and the country"),
    "too_long": _("Phone number is too long. Check it, and the country"),
    "not_a_number": _("Phone number does not exist in this country. Check both, or begin with + and the country code"),
    "not_mobile": _("Enter a mobile phone number: the code comes by SMS"),
}
ELSEWHERE = _("Another one: begin with + and its code")


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The root of all forms."""


def fresh_token() -> str:
    """A name for one form on one page."""
    return token_urlsafe(24)


def name_of(form_token: str | None, *said: object) -> str:
    """Names what one form says: pressed twice it is one order, another choice after going back is another."""
    return sha256("|".join(map(str, (form_token or fresh_token(), *said))).encode()).hexdigest()


def refuse_weak(password: str, msisdn: str) -> None:
    """Raise what a form shows beside a new password that cannot be taken."""
    problem = problem_with(password, msisdn)
    if problem is not None:
        raise ValidationError(PASSWORDS[problem])


def read_phone(text: str, region: str | None) -> str:
    """The number in E.164, or what a form shows beside it."""
    try:
        return parse_msisdn(text, region or None)
    except PhoneRefused as refusal:
        raise ValidationError(PHONES[refusal.code]) from refusal


class CountryWidget:
    """A `<select>` whose options are written once per language and choice: they are the longest part of these pages."""

    input_type = "select"

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """The select with its options."""
        attributes = {"id": field.id, "name": field.name, **attributes}
        options = _options(i18n.language(), field.data)
        escaped = Markup(html_params(**attributes))  # noqa: S704 - WTForms escapes the values
        return Markup("<select {}>{}</select>").format(escaped, options)


class CountryField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """Where a number without a country code belongs. Unknown values count as the language's usual country."""

    widget = CountryWidget()

    def __init__(self, **options: Any) -> None:
        super().__init__(_("Country or region"), validate_choice=False, default=usual_region, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a known region or none at all."""
        if valuelist:
            self.data = valuelist[0] if valuelist[0] in ("", *phones.REGIONS) else usual_region()


def usual_region() -> str:
    """The region of most readers of this language."""
    return phones.DEFAULT_REGIONS[i18n.language()]


@lru_cache(maxsize=256)
def _options(language: str, chosen: str) -> Markup:
    lines = [(c.region, f"{c.name} +{c.calling_code}") for c in phones.countries(language)] + [("", str(ELSEWHERE))]
    option = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(" selected")
    return Markup("\n").join(option.format(value, selected if value == chosen else "", text) for value, text in lines)
