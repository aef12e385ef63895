"""A card's forecast in words and in a picture: no finer than the band it was made with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from tmcard.domain.forecast import READ_BACK, Forecast, forecast, is_early
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Reading
from tmcard.store import views as rows
from tmcard.store.rows import CardRow, Sample
from tmcard.web import formats, i18n
from tmcard.web.dashboard import bars

DAY = timedelta(days=1)
#: A night belongs to the evening before it: days turn here.
NIGHT_ENDS = timedelta(hours=5)
#: Until so many hours after that: morning, noon, afternoon, evening; the rest is night.
PARTS = (6, 8, 13, 18)
TOMORROW, LAST_WEEKDAY = 1, 6
WEEKDAYS = {"en": "EEEE", "zh": "EEE"}
#: Below this, what is left over is told to a tenth of a gigabyte.
COARSE = 2 * BYTES_PER_GB
#: From so many days on it is told in weeks.
FAR = 21


@dataclass(frozen=True, slots=True)
class When:
    """An instant as people say it, from today: its day, and the part of it."""

    ahead: int
    on: date
    part: int

    @property
    def finely(self) -> str:
        """`Tuesday evening`; a date where days of the week would mislead."""
        return self._weekday() if TOMORROW < self.ahead <= LAST_WEEKDAY else self.roughly

    @property
    def roughly(self) -> str:
        """`Tuesday`, or a date; only today and tomorrow have parts."""
        if self.ahead > LAST_WEEKDAY:
            return formats.short_day(self.on)
        return self._name() if self.ahead > TOMORROW else self._soon()

    def _soon(self) -> str:
        today = (_("this morning"), _("noon today"), _("this afternoon"), _("this evening"), _("tonight"))
        tomorrow = (
            _("tomorrow morning"),
            _("noon tomorrow"),
            _("tomorrow afternoon"),
            _("tomorrow evening"),
            _("tomorrow night"),
        )
        return str((tomorrow if self.ahead == TOMORROW else today)[self.part])

    def _weekday(self) -> str:
        name = self._name()
        parts = (
            _("%(weekday)s morning", weekday=name),
            _("noon on %(weekday)s", weekday=name),
            _("%(weekday)s afternoon", weekday=name),
            _("%(weekday)s evening", weekday=name),
            _("%(weekday)s night", weekday=name),
        )
        return str(parts[self.part])

    def _name(self) -> str:
        language = i18n.language()
        return format_date(self.on, WEEKDAYS[language], locale=formats.FORMATTING[language])


def when(at: datetime, now: datetime, zone: str) -> When:
    """`at` as it is said at `now`, on the clocks of `zone`."""
    local = at.astimezone(ZoneInfo(zone)) - NIGHT_ENDS
    today = (now.astimezone(ZoneInfo(zone)) - NIGHT_ENDS).date()
    return When((local.date() - today).days, local.date(), sum(local.hour >= begin for begin in PARTS))


def told(ahead: Forecast, now: datetime, zone: str) -> str:
    """The forecast in a sentence or two: no more than is known, so a wide band is told as a band."""
    if ahead.earliest is None:
        words = _("At this pace the data lasts until the plan ends, with about %(size)s left over.", size=_rough(ahead))
    elif ahead.likely is None:
        words = _(
            "At this pace the data lasts until the plan ends. With more use it may run out from %(first)s on.",
            first=_from(ahead.earliest, now, zone),
        )
    elif ahead.likely <= now:
        words = _("At this pace the data may be used up by now.")
    elif ahead.latest is None:
        words = _(
            "At this pace the data lasts until about %(when)s, %(before)s. With less use it lasts to the end.",
            when=when(ahead.likely, now, zone).roughly,
            before=_before(ahead.likely, ahead.ends_at, roughly=False),
        )
    else:
        words = _band(ahead.earliest, ahead.likely, ahead.latest, ahead.ends_at, now, zone)
    return str(words)


def _band(earliest: datetime, likely: datetime, latest: datetime, ends_at: datetime, now: datetime, zone: str) -> str:
    first, about, last = (when(at, now, zone) for at in (earliest, likely, latest))
    if first.roughly == last.roughly:
        before = _before(likely, ends_at, roughly=False)
        exact = about.finely if first.finely == last.finely else about.roughly
        return str(_("At this pace the data lasts until %(when)s, %(before)s.", when=exact, before=before))
    words = _(
        "At this pace the data runs out between %(first)s and %(last)s, %(before)s.",
        first=_from(earliest, now, zone),
        last=last.roughly,
        before=_before(likely, ends_at, roughly=True),
    )
    return str(words)


def _from(at: datetime, now: datetime, zone: str) -> str:
    return when(at, now, zone).roughly if at > now else str(_("now"))


def time_left(reading: Reading, now: datetime) -> tuple[str, str]:
    """What stands in the ring of time: whole days, in the last day hours, and their unit."""
    left = (reading.ends_at or now) - now
    if left >= DAY:
        return str(left // DAY), str(ngettext("day", "days", left // DAY))
    hours = left // timedelta(hours=1)
    return str(hours or "<1"), str(ngettext("hour", "hours", hours or 1))


def outlook(session: Session, card: CardRow, now: datetime) -> dict[str, Any]:
    """What the partial of what is left says of the time to come: `outlook`, empty where nothing can be said, `left`."""
    samples = rows.samples(session, card.id, now - READ_BACK)
    return {"outlook": _outlook(card, samples, now)[1], "left": time_left(card.reading, now)}


def drawn(session: Session, card: CardRow, now: datetime) -> dict[str, Any]:
    """The same, the `picture` of the running period, and `is_early`: whether reports will bring words yet."""
    shown = bars.span(card.reading, card.validity_days, now, i18n.zone())
    samples = rows.samples(session, card.id, min(shown.edges[0], now - READ_BACK))
    ahead, words = _outlook(card, samples, now)
    found = bars.picture(shown, samples, card.reading, ahead, now)
    early = _is_running(card, now) and is_early(samples)
    return {"outlook": words, "left": time_left(card.reading, now), "picture": found, "is_early": early}


def _outlook(card: CardRow, samples: list[Sample], now: datetime) -> tuple[Forecast | None, str]:
    ahead = forecast(card.reading, samples, now) if _is_running(card, now) else None
    return ahead, told(ahead, now, i18n.zone()) if ahead is not None else ""


def _is_running(card: CardRow, now: datetime) -> bool:
    """Whether there is data that can run out for good. A daily allowance begins anew with each day."""
    ends_at = card.reading.ends_at
    is_there = not card.is_gone and ends_at is not None and ends_at > now
    return is_there and card.reading.remaining_bytes > 0 and not card.has_daily_allowance


def _before(at: datetime, ends_at: datetime, *, roughly: bool) -> str:
    days = (ends_at - at) // DAY
    if not days:
        return str(_("shortly before the plan ends"))
    if days >= FAR:
        weeks = days // 7
        return str(_("about %(days)s before the plan ends", days=ngettext("%(num)s week", "%(num)s weeks", weeks)))
    if roughly:
        return str(_("about %(days)s before the plan ends", days=formats.days(days)))
    return str(_("%(days)s before the plan ends", days=formats.days(days)))


def _rough(ahead: Forecast) -> str:
    """Whole gigabytes where there are many: more would claim to know."""
    left = ahead.left_bytes
    return formats.data_size(left // BYTES_PER_GB * BYTES_PER_GB if left >= COARSE else left)
