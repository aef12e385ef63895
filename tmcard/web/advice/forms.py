"""What is asked: from when to when, in which countries, and how much a day. Sent by GET: an answer has an address."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from tmcard.services.advising import NEEDS, Trip
from tmcard.web.countries import country_name, in_order, is_country
from tmcard.web.fields import Form

#: What can be asked for with one press.
QUICK = ("7", "15", "30")
MAX_DAYS = 366
#: As many countries are shown at once, the rest is folded away.
FEW_COUNTRIES = 8
#: What the card itself tells.
AS_SO_FAR = "card"
ASKING = ("days", "start", "end", "country")


class DayField(DateField):  # type: ignore[misc]  # WTForms has no types
    """A day as date inputs send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take nothing, or a day; what was typed is kept either way."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = date.fromisoformat(text) if text else None
        except ValueError as error:
            self.data = None
            raise ValueError(_("Enter a day such as 2026-12-24")) from error


class Ask(Form):
    """Some days from now (`days`), or a journey by its dates."""

    need = SelectField(_("How much data do you use a day?"), validate_choice=False)
    country = SelectMultipleField(_("Countries"), validate_choice=False)
    start = DayField(_("From"))
    end = DayField(_("To"))
    days = StringField()

    def __init__(self, places: Sequence[str], daily: str | None, now: datetime, zone: str) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        self.now, self.zone = now, ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()
        self.places = in_order({*places, *filter(is_country, self.country.data or [])})
        texts = {"light": _("Little: messages and maps (0.3 GB)"), "normal": _("Normal: pictures and music too (1 GB)")}
        texts["heavy"] = _("Much: films as well (3 GB)")
        own = {AS_SO_FAR: _("As this card so far (up to %(size)s)", size=daily)} if daily is not None else {}
        self.need.choices = [SelectChoice(value, text) for value, text in {**own, **texts}.items()]
        if self.need.data not in {*own, *NEEDS}:
            self.need.data = AS_SO_FAR if own else "normal"

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked yet."""
        return any(name in request.args for name in ASKING)

    @property
    def is_quick(self) -> bool:
        """Whether it is about some days from now; what the date fields hold does not count then."""
        return self.days.data in QUICK

    def validate_country(self, field: Any) -> None:
        """Countries that there are; on a journey at least one, where it can be known which plan works there."""
        if not all(map(is_country, field.data or [])):
            raise ValidationError(_("Choose countries from the list"))
        if self.places and not field.data and not self.is_quick:
            raise ValidationError(_("Choose at least one country"))

    def validate_start(self, field: Any) -> None:
        """A day to come."""
        self._need_day(field, _("Enter the day on which you leave"))
        if field.data is not None and field.data < self.today and not self.is_quick:
            raise ValidationError(_("This day has passed. Enter today or a later day"))

    def validate_end(self, field: Any) -> None:
        """Not before the first day, and within a year or so."""
        self._need_day(field, _("Enter the day on which you come back"))
        if self.is_quick or field.data is None or self.start.data is None:
            return
        if field.data < self.start.data:
            raise ValidationError(_("The last day lies before the first. Check both"))
        if (field.data - self.today).days >= MAX_DAYS:
            raise ValidationError(_("Enter a day within a year: plans and prices change"))

    def trip(self) -> Trip:
        """The question. Days are those of the reader's clock, the last one whole."""
        daily_bytes = NEEDS.get(self.need.data)
        countries = tuple(dict.fromkeys(self.country.data or []))
        if self.is_quick:
            return Trip(self.now, self.now + timedelta(days=int(self.days.data)), countries, daily_bytes)
        begin, until = self._midnight(self.start.data), self._midnight(self.end.data, 1)
        return Trip(max(self.now, begin), until, countries, daily_bytes)

    @property
    def shown_places(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Codes and names: those that are shown, the ticked ones first, and those that are folded away."""
        ticked = set(self.country.data or [])
        named = [(code, country_name(code)) for code in sorted(self.places, key=lambda code: code not in ticked)]
        few = max(FEW_COUNTRIES, len(ticked & set(self.places)))
        return named[:few], named[few:]

    def _need_day(self, field: Any, text: Any) -> None:
        if field.data is None and not self.is_quick and not field.process_errors:
            raise ValidationError(text)

    def _midnight(self, on: Any, days_later: int = 0) -> datetime:
        local = datetime.combine(on + timedelta(days=days_later), time(), self.zone)
        return local.astimezone(self.now.tzinfo)
