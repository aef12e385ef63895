"""Money, instants and sizes as people write them: Babel behind filters, what recurs remembered."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import gettext, ngettext
from markupsafe import Markup

from tmcard.domain.money import Money, exponent
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB
from tmcard.web import i18n, zones

#: `en` alone would write a bare `$`, and the month first.
FORMATTING = {"en": "en_001", "zh": "zh"}
DAYS = {"en": "d MMMM y", "zh": "y年M月d日"}
DAYS_IN_TABLES = {"en": "d MMM y", "zh": "y年M月d日"}
SHORT_DAYS = {"en": "d MMM", "zh": "M月d日"}
#: What stands between a day and the time of day.
BEFORE_CLOCK = {"en": ", ", "zh": " "}
HOUR = timedelta(hours=1)
HOURS_A_DAY = 24


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    for each in (money, instant, moment, minute, zone_of, day, short_day, clock, data_size, days, time_left):
        app.jinja_env.filters[each.__name__] = each


def money(amount: Money) -> str:
    """`US$9.00`, the same unmistakable sign in both languages."""
    return _money(amount.amount_minor, amount.currency, i18n.language())


def instant(at: datetime, zone: str | None = None) -> str:
    """The minute, with the zone it is counted in: `30 November 2026, 23:59 (Beijing time)`."""
    return instant_in(at, zone or i18n.zone(), i18n.language())


def moment(at: datetime, zone: str | None = None) -> Markup:
    """`instant`, readable for machines as well."""
    zone = zone or i18n.zone()
    return time_element(at, instant_in(at, zone, i18n.language()))


def minute(at: datetime, zone: str | None = None) -> str:
    """`30 Nov 2026, 23:59`, where `zone_of` stands nearby."""
    language = i18n.language()
    return _minute(at.astimezone(ZoneInfo(zone or i18n.zone())), DAYS_IN_TABLES[language], language)


def zone_of(at: datetime, zone: str | None = None) -> str:
    """The zone that `minute` and `clock` count in: `Beijing time`, or the distance from UTC at that instant."""
    return zones.name(zone or i18n.zone(), at, i18n.language())


def clock(at: datetime, zone: str | None = None) -> str:
    """`14:05` on the reader's clock."""
    return _clock(at.astimezone(ZoneInfo(zone or i18n.zone())))


def day(on: date | datetime) -> str:
    """`30 November 2026`; of an instant, the day it falls on for the reader."""
    language = i18n.language()
    return _day(_local_day(on), DAYS[language], language)


def short_day(on: date | datetime) -> str:
    """`30 Nov`."""
    language = i18n.language()
    return _day(_local_day(on), SHORT_DAYS[language], language)


def data_size(size_bytes: int) -> str:
    """`3.2 GB` or `512 MB`, rounded down: nobody is promised data that is not there. 1 GB is 2**30 bytes."""
    return size_in(size_bytes, i18n.language())


def days(count: int) -> str:
    """`30 days`."""
    return _days(count, i18n.language())


def time_left(ends_at: datetime, now: datetime) -> str:
    """Whole days, in the last day whole hours."""
    return time_left_in(ends_at, now, i18n.language())


def instant_in(at: datetime, zone: str, language: str) -> str:
    """`instant` for whoever asks for both only once. `language` must be the current one, here and below."""
    local = at.astimezone(ZoneInfo(zone))
    when = _minute(local, DAYS[language], language)
    return _when_and_where(language) % {"when": when, "zone": zones.name(zone, local, language)}


def time_element(at: datetime, words: str) -> Markup:
    """`words` for people and the instant for machines. Nothing that anybody typed may be among the words."""
    return composed('<time datetime="%(at)s">%(words)s</time>', at=at.isoformat(timespec="seconds"), words=words)


def composed(phrase: str, **gaps: str) -> Markup:
    """A phrase of ours with words or markup of ours in its gaps. Unlike `Markup`'s own `%` it escapes nothing."""
    return Markup(phrase % gaps)  # noqa: S704 - see above


def clock_in(at: datetime, zone: str) -> str:
    """`clock` for whoever has the zone."""
    return _clock(at.astimezone(ZoneInfo(zone)))


def size_in(size_bytes: int, language: str) -> str:
    """`data_size` for whoever has the language."""
    if size_bytes >= BYTES_PER_GB:
        return _gigabytes(size_bytes * 10 // BYTES_PER_GB, language)
    return _megabytes(size_bytes // BYTES_PER_MB, language)


def time_left_in(ends_at: datetime, now: datetime, language: str) -> str:
    """`time_left` for whoever has the language."""
    left = ends_at - now
    return _time_left(left // HOUR if left > timedelta(0) else -1, language)


def _local_day(on: date | datetime) -> date:
    return on.astimezone(ZoneInfo(i18n.zone())).date() if isinstance(on, datetime) else on


@lru_cache(maxsize=4096)
def _money(amount_minor: int, currency: str, language: str) -> str:
    units = Decimal(amount_minor).scaleb(-exponent(currency))
    return format_currency(units, currency, locale=FORMATTING[language])


def _minute(local: datetime, pattern: str, language: str) -> str:
    """Only days are remembered: there are few of them, and Babel needs a hundred microseconds for each."""
    return f"{_day(local.date(), pattern, language)}{BEFORE_CLOCK[language]}{_clock(local)}"


def _clock(local: datetime) -> str:
    return f"{local.hour:02}:{local.minute:02}"


@lru_cache
def _when_and_where(_language: str) -> str:
    return str(gettext("%(when)s (%(zone)s)"))


@lru_cache(maxsize=1024)
def _days(count: int, _language: str) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", count))


@lru_cache(maxsize=1024)
def _time_left(hours: int, _language: str) -> str:
    if hours < 0:
        return str(gettext("Ended"))
    if hours == 0:
        return str(gettext("Less than an hour left"))
    if hours < HOURS_A_DAY:
        return str(ngettext("%(num)s hour left", "%(num)s hours left", hours))
    return str(ngettext("%(num)s day left", "%(num)s days left", hours // HOURS_A_DAY))


@lru_cache(maxsize=1024)
def _day(on: date, pattern: str, language: str) -> str:
    return format_date(on, pattern, locale=FORMATTING[language])


@lru_cache(maxsize=4096)
def _gigabytes(tenths: int, language: str) -> str:
    return f"{format_decimal(Decimal(tenths) / 10, '#,##0.#', locale=FORMATTING[language])}\N{NO-BREAK SPACE}GB"


@lru_cache(maxsize=2048)
def _megabytes(whole: int, language: str) -> str:
    return f"{format_decimal(whole, locale=FORMATTING[language])}\N{NO-BREAK SPACE}MB"
