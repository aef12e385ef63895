"""Money, instants and sizes as people write them: Babel behind filters, every result remembered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from tmcard.domain.money import Money, exponent
from tmcard.domain.plans import BYTES_PER_GB, BYTES_PER_MB
from tmcard.web import i18n

#: `en` alone would write a bare `$`, and the month first.
FORMATTING = {"en": "en_001", "zh": "zh"}
INSTANTS = {"en": "d MMMM y, HH:mm", "zh": "y年M月d日 HH:mm"}
MINUTES = {"en": "d MMM y, HH:mm", "zh": "y年M月d日 HH:mm"}
SHORT_DAYS = {"en": "d MMM", "zh": "M月d日"}
ZONE_NAMES = {
    "UTC": _("UTC"),
    "Asia/Shanghai": _("Beijing time"),
    "Asia/Hong_Kong": _("Hong Kong time"),
    "Asia/Macau": _("Macao time"),
    "Asia/Taipei": _("Taipei time"),
    "Asia/Tokyo": _("Tokyo time"),
    "Asia/Seoul": _("Seoul time"),
    "Asia/Singapore": _("Singapore time"),
    "Asia/Kuala_Lumpur": _("Kuala Lumpur time"),
    "Asia/Bangkok": _("Bangkok time"),
    "Asia/Dubai": _("Dubai time"),
    "Europe/London": _("London time"),
    "Europe/Paris": _("Paris time"),
    "Europe/Berlin": _("Berlin time"),
    "America/New_York": _("New York time"),
    "America/Los_Angeles": _("Los Angeles time"),
    "Australia/Sydney": _("Sydney time"),
}
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
    zone = zone or i18n.zone()
    return _instant_and_zone(at.astimezone(ZoneInfo(zone)), zone, i18n.language())


def moment(at: datetime, zone: str | None = None) -> Markup:
    """`instant`, readable for machines as well."""
    zone = zone or i18n.zone()
    return _marked(at.astimezone(ZoneInfo(zone)), zone, i18n.language())


def minute(at: datetime, zone: str | None = None) -> str:
    """`30 Nov 2026, 23:59`, where `zone_of` stands nearby."""
    language = i18n.language()
    return _wall_clock(at.astimezone(ZoneInfo(zone or i18n.zone())).replace(tzinfo=None), MINUTES[language], language)


def zone_of(at: datetime, zone: str | None = None) -> str:
    """The zone that `minute` and `clock` count in: `Beijing time`, or the distance from UTC at that instant."""
    return zone_name(zone or i18n.zone(), at)


def clock(at: datetime, zone: str | None = None) -> str:
    """`14:05` on the reader's clock."""
    return f"{at.astimezone(ZoneInfo(zone or i18n.zone())):%H:%M}"


def day(on: date | datetime) -> str:
    """`30 November 2026`; of an instant, the day it falls on for the reader."""
    return _day(_local_day(on), "long", i18n.language())


def short_day(on: date | datetime) -> str:
    """`30 Nov`."""
    language = i18n.language()
    return _day(_local_day(on), SHORT_DAYS[language], language)


def data_size(size_bytes: int) -> str:
    """`3.2 GB` or `512 MB`, rounded down: nobody is promised data that is not there. 1 GB is 2**30 bytes."""
    return _size(size_bytes, i18n.language())


def days(count: int) -> str:
    """`30 days`."""
    return _days(count, i18n.language())


def time_left(ends_at: datetime, now: datetime) -> str:
    """Whole days, in the last day whole hours."""
    left = ends_at - now
    return _time_left(left // HOUR if left > timedelta(0) else -1, i18n.language())


def zone_name(zone: str, at: datetime) -> str:
    """What people call the zone, or its distance from UTC at that instant."""
    if zone in ZONE_NAMES:
        return str(ZONE_NAMES[zone])
    offset = f"{at.astimezone(ZoneInfo(zone)):%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _local_day(on: date | datetime) -> date:
    return on.astimezone(ZoneInfo(i18n.zone())).date() if isinstance(on, datetime) else on


@lru_cache(maxsize=4096)
def _money(amount_minor: int, currency: str, language: str) -> str:
    units = Decimal(amount_minor).scaleb(-exponent(currency))
    return format_currency(units, currency, locale=FORMATTING[language])


@lru_cache(maxsize=4096)
def _instant_and_zone(at: datetime, zone: str, language: str) -> str:
    when = _wall_clock(at.replace(tzinfo=None), INSTANTS[language], language)
    return str(gettext("%(when)s (%(zone)s)", when=when, zone=zone_name(zone, at)))


@lru_cache(maxsize=4096)
def _marked(at: datetime, zone: str, language: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.astimezone(UTC).isoformat(), instant(at, zone))


@lru_cache(maxsize=4096)
def _wall_clock(local: datetime, pattern: str, language: str) -> str:
    return format_datetime(local, pattern, locale=FORMATTING[language])


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
def _size(size_bytes: int, language: str) -> str:
    if size_bytes >= BYTES_PER_GB:
        tenths = size_bytes * 10 // BYTES_PER_GB
        return f"{format_decimal(Decimal(tenths) / 10, '#,##0.#', locale=FORMATTING[language])}\N{NO-BREAK SPACE}GB"
    whole = size_bytes // BYTES_PER_MB
    return f"{format_decimal(whole, locale=FORMATTING[language])}\N{NO-BREAK SPACE}MB"
