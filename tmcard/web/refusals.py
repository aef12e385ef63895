"""What owners are told when an account's service says no: words beside the field, and the status that fits."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from tmcard.domain.accounts import MIN_PASSWORD_LENGTH, CodeProblem, PasswordProblem
from tmcard.services.accounts import CoolingDown, NotProven
from tmcard.services.passwords import Crowded
from tmcard.services.signing_in import WrongPassword
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import CodeRefused
from tmcard.web.clock import now

#: What the services of accounts raise when the answer is no.
REFUSALS = (CodeRefused, CoolingDown, Crowded, NotProven, TooMany, WrongPassword)
CROWDED_SECONDS = 3

PASSWORDS: Mapping[str, LazyString] = {
    PasswordProblem.MISSING: _("Enter a password"),
    PasswordProblem.TOO_SHORT: _("Password must have %(count)s characters or more", count=MIN_PASSWORD_LENGTH),
    PasswordProblem.TOO_LONG: _("Password is too long. Use a shorter one"),
    PasswordProblem.COMMON: _("Password is easy to guess. Try a few words that have nothing to do with each other"),
    PasswordProblem.ABOUT_OWNER: _("Choose a password without your phone number and without “tmcard”"),
}
CODES: Mapping[str, LazyString] = {
    CodeProblem.WRONG: _("That is not the code we sent. Check the newest SMS"),
    CodeProblem.EXPIRED: _("This code is too old. Ask for a new one"),
    CodeProblem.USED_UP: _("Too many wrong codes. Ask for a new one"),
}
SAID: Mapping[type[Exception], LazyString] = {
    WrongPassword: _("Phone number or password is wrong. Check both and try again"),
    NotProven: _("That is not your current password"),
    CoolingDown: _("You reset your password by SMS less than a day ago. Change the address when that day is over"),
    Crowded: _("Very many people are signing in right now. Try again in a few seconds"),
}
STATUSES: Mapping[type[Exception], int] = {TooMany: 429, Crowded: 503}


def refused(page: str, form: Any, error: Exception, field: str, **context: Any) -> Response:
    """The page again, keeping what was typed: 422 with the reason beside `field`, or 429 or 503 when it is "later"."""
    status = STATUSES.get(type(error), 422)
    if status == 422:
        form[field].errors = [*form[field].errors, _words(error)]
    else:
        form.form_errors.append(_words(error))
    response = make_response(render_template(page, form=form, **context), status)
    if status != 422:
        response.headers["Retry-After"] = str(
            seconds_until(error.until) if isinstance(error, TooMany) else CROWDED_SECONDS
        )
    return response


def _words(error: Exception) -> str | LazyString:
    if isinstance(error, CodeRefused):
        return CODES[error.problem]
    if isinstance(error, TooMany):
        return str(gettext("Too many tries. Wait %(time)s, then try again", time=wait(error.until)))
    return SAID[type(error)]


def wait(until: datetime) -> str:
    """How long until then: `42 seconds`, `12 minutes`, `3 hours`. Rounded up, and true in every time zone."""
    seconds = seconds_until(until)
    if seconds <= 90:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    if seconds <= 90 * 60:
        return str(ngettext("%(num)s minute", "%(num)s minutes", math.ceil(seconds / 60)))
    return str(ngettext("%(num)s hour", "%(num)s hours", math.ceil(seconds / 3600)))


def seconds_until(until: datetime) -> int:
    """Whole seconds, at least one."""
    return max(1, math.ceil((until - now()).total_seconds()))
