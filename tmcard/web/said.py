"""The promotion codes that a reader said: kept in their browser until they take them back, in a cookie that we signed.

They are no secret and open nothing. What they are worth is looked up anew whenever they are used.
"""

from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _
from itsdangerous import BadData
from wtforms import StringField, ValidationError

from tmcard.domain.identifiers import clean_code
from tmcard.domain.promotions.asking import MOST_CODES
from tmcard.web.callers import house, signer
from tmcard.web.fields import Form

COOKIE = "codes"
SALT = "tmcard.codes"
LIFETIME_SECONDS = 30 * 24 * 3600
MOST_LETTERS = 40


class SayCode(Form):
    """The box for a coupon, or for the code of a friend."""

    code = StringField(_("Promotion code"))

    def validate_code(self, field: Any) -> None:
        """Something has to be there that could be a code."""
        if not clean_code(field.data or ""):
            raise ValidationError(_("Enter the code"))
        if len(field.data) > MOST_LETTERS:
            raise ValidationError(_("This is longer than any code. Check it"))

    @property
    def text(self) -> str:
        """What was typed, as codes are written."""
        return (self.code.data or "").strip().upper()

    def refuse(self, why: str) -> None:
        """Show beside the field why the code does nothing."""
        self.code.errors = [why]


def codes() -> tuple[str, ...]:
    """The codes that count for the next renewal, the last said first."""
    text = request.cookies.get(COOKIE)
    if not text:
        return ()
    try:
        held = signer(SALT).loads(text, max_age=LIFETIME_SECONDS)
    except BadData:
        return ()
    return tuple(held)[:MOST_CODES]


def with_code(code: str) -> tuple[str, ...]:
    """The codes with one more, which is looked at first; of too many the oldest is forgotten."""
    return (code, *_without(code))[:MOST_CODES]


def say(response: Response, code: str) -> Response:
    """Keep a code for the next renewal."""
    return _keep(response, with_code(code))


def take_back(response: Response, code: str) -> Response:
    """Forget a code."""
    return _keep(response, _without(code))


def _without(code: str) -> tuple[str, ...]:
    return tuple(each for each in codes() if clean_code(each) != clean_code(code))


def _keep(response: Response, held: tuple[str, ...]) -> Response:
    if not held:
        response.delete_cookie(COOKIE)
        return response
    value, secure = str(signer(SALT).dumps(held)), house().config.is_https
    response.set_cookie(COOKIE, value, LIFETIME_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response
