"""What a plan does to a card, in words: how it comes to what is left, what is lost, and what other clocks show."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Flask
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from tmcard.domain.plans import Counting, Period, Stacking
from tmcard.domain.zones import differing
from tmcard.services.quoting import Loading
from tmcard.web import i18n
from tmcard.web.formats import data_size, days, minute, time_element, zone_of

BEIJING = "Asia/Shanghai"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: What is said of a plan that takes nothing away.
RULES: Mapping[Stacking, LazyString] = {
    Stacking.EXTEND: _("Adds to what is left"),
    Stacking.RESET: _("Keeps the data that is left; its time starts over"),
    Stacking.SEPARATE: _("Comes on top, with an end of its own"),
    Stacking.QUEUE: _("Starts when the running plan ends or is used up"),
    Stacking.QUEUE_EXPIRY: _("Starts when the running plan ends, not before"),
    Stacking.FIFO: _("Comes on top, with an end of its own; the oldest data is used first"),
    Stacking.EARLIEST_FIRST: _("Comes on top, with an end of its own; what ends first is used first"),
    Stacking.GATED: _("Takes the place of the running plan"),
}


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    for each in (elsewhere, lasting, lost_words, rule_words):
        app.jinja_env.filters[each.__name__] = each


def rule_words(loading: Loading, now: datetime) -> str:
    """The short phrase of an option: what happens to what the card still holds."""
    effect = loading.now
    if loading.gate_bytes is not None:
        size = data_size(loading.gate_bytes)
        return str(gettext("Can be bought once no more than %(size)s is left", size=size))
    if effect.lost_bytes or effect.lost:
        lost = lost_words(effect.lost_bytes, effect.lost)
        return str(gettext("Replaces what is running: %(lost)s would be lost", lost=lost))
    has_ended = effect.before.ends_at is not None and effect.before.ends_at <= now
    is_used_up = loading.rule is Stacking.QUEUE and effect.before.ends_at is not None and effect.begins_at is None
    if has_ended or is_used_up:
        return str(gettext("Starts as soon as it is loaded"))
    return str(RULES[loading.rule])


def lost_words(lost_bytes: int, lost: timedelta) -> str:
    """`10 days`, `300 MB`, or `300 MB and 10 days`."""
    if lost_bytes and lost:
        return str(gettext("%(data)s and %(time)s", data=data_size(lost_bytes), time=lasting(lost)))
    return data_size(lost_bytes) if lost_bytes else lasting(lost)


def lasting(span: timedelta) -> str:
    """`10 days`, `5 hours`, `12 minutes`: to the nearest of the unit in which it is at least two."""
    span = abs(span)
    if span >= 2 * DAY:
        return days(round(span / DAY))
    if span >= 2 * HOUR:
        return str(ngettext("%(num)s hour", "%(num)s hours", round(span / HOUR)))
    return str(ngettext("%(num)s minute", "%(num)s minutes", max(1, round(span / timedelta(minutes=1)))))


def elsewhere(at: datetime, period: Period) -> list[Markup]:
    """The same instant where the plan's days are counted and in Beijing, as far as clocks there show something else."""
    counted_there = period.counting is Counting.CALENDAR or period.zone != "UTC"
    zones = (i18n.zone(), *((period.zone,) if counted_there else ()), BEIJING)
    others = differing(at, zones)[1:]
    return [
        time_element(at, gettext("%(when)s (%(zone)s)", when=minute(at, each), zone=zone_of(at, each)))
        for each in others
    ]
