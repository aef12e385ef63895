"""What an owner types about a card."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError

from tmcard.domain.identifiers import MalformedIccid, clean_code, plain
from tmcard.services.claiming import MIN_DIGITS, iccid_digits
from tmcard.web.fields import Form

MAX_LABEL = 40
MAX_CODE = 64
#: Unicode's marks that embed, override and isolate directions.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Claim(Form):
    """A card's number and the code that came with it."""

    iccid = StringField(_("Card number (ICCID)"))
    code = StringField(_("Claim code"))

    def validate_iccid(self, field: Any) -> None:
        """The whole number or its end; spaces and full-width digits are as good as any."""
        text = field.data or ""
        if not plain(text):
            raise ValidationError(_("Enter the card number, or its last %(count)s digits", count=MIN_DIGITS))
        try:
            iccid_digits(text)
        except MalformedIccid as error:
            raise ValidationError(
                _("Card number must be digits only: all of them, or at least the last %(count)s", count=MIN_DIGITS)
            ) from error

    def validate_code(self, field: Any) -> None:
        """Whether it is the right one, only the service can say."""
        code = clean_code(field.data or "")
        if not code:
            raise ValidationError(_("Enter the claim code that came with the card"))
        if len(code) > MAX_CODE:
            raise ValidationError(_("That is too long for a claim code"))


class Rename(Form):
    """What the owner calls a card."""

    label = StringField(_("Name of this card"))

    def validate_label(self, field: Any) -> None:
        """One short line; none at all brings the usual name back."""
        field.data = " ".join("".join(c for c in field.data or "" if _is_harmless(c)).split())
        if len(field.data) > MAX_LABEL:
            raise ValidationError(_("Name must have %(count)s characters or fewer", count=MAX_LABEL))


def _is_harmless(character: str) -> bool:
    """Whether it can stand in a name: no control character, and none that turns the writing of the page around."""
    return character.isspace() or (unicodedata.category(character) != "Cc" and character not in TURNING)
