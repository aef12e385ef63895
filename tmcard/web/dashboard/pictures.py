"""From rows to pictures: daily bars, the steps of a renewal, which card comes first, and how soon to look again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tmcard.domain.orders import OrderStatus
from tmcard.domain.usage import USUAL_DELAY, Condition
from tmcard.store.rows import CardRow, Mark, Renewal, Sample

DAYS_SHOWN = 14
#: What needs its owner comes first, what is over last.
URGENCY = (Condition.USED_UP, Condition.ENDING, Condition.LOW, Condition.NEW, Condition.HEALTHY, Condition.EXPIRED)
#: More cards than these are shown in fewer lines each.
FEW = 4
HOUR = timedelta(hours=1)
#: Carriers report every few hours, so a card at rest is looked at seldom.
AT_REST_SECONDS = 60
#: While a renewal is under way: its age, and how often to look from then on.
PACES = ((timedelta(minutes=10), 15), (timedelta(minutes=1), 5), (timedelta(0), 2))


@dataclass(frozen=True, slots=True)
class Day:
    """One bar."""

    on: date
    used_bytes: int
    is_today: bool


def daily_usage(samples: Sequence[Sample], now: datetime, zone: str, days: int = DAYS_SHOWN) -> list[Day]:
    """What was used on each of the last days on the clocks of `zone`, from counters that only say how much in all.

    A counter that went back (a carrier's correction, a card begun anew) counts as no use.
    """
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    used = {today - timedelta(days=back): 0 for back in reversed(range(days))}
    for earlier, later in pairwise(samples):
        on = later.reported_at.astimezone(local).date()
        if on in used:
            used[on] += max(0, later.used_bytes - earlier.used_bytes)
    return [Day(on, used_bytes, on == today) for on, used_bytes in used.items()]


def first_shown(now: datetime, zone: str, days: int = DAYS_SHOWN) -> datetime:
    """Midnight of the first day that has a bar."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)


def urgent_first(cards: Iterable[CardRow], now: datetime) -> list[CardRow]:
    """The cards with those first that need something, otherwise in their own order."""
    return sorted(cards, key=lambda card: URGENCY.index(card.reading.condition(now)))


def steps(renewal: Renewal) -> list[tuple[str, str]]:
    """The three steps of a renewal and how far each is."""
    states = {
        OrderStatus.OPEN: ("current", "waiting", "waiting"),
        OrderStatus.CREDITED: ("done", "done", "done"),
    }
    labels = (_("Payment received"), _("Renewing card"), _("Ready"))
    return list(zip(labels, states.get(renewal.status, ("done", "current", "waiting")), strict=True))


def pace(mark: Mark, now: datetime) -> int:
    """In how many seconds to look at the card again."""
    if mark.renewing_since is None:
        return AT_REST_SECONDS
    age = max(now - mark.renewing_since, timedelta(0))
    return next(seconds for oldest, seconds in PACES if age >= oldest)


def tag(marks: Iterable[Mark], language: str, now: datetime) -> str:
    """A name for what a page about these cards shows now. Another name whenever it would look otherwise.

    Versions tell of everything that was written; what changes by itself with time are whole hours
    left, figures that grow old, and how often to look again.
    """
    return "_".join([_name(mark, now) for mark in marks] + [language])


def _name(mark: Mark, now: datetime) -> str:
    hours = max(-1, (mark.ends_at - now) // HOUR) if mark.ends_at is not None else ""
    is_old = mark.reported_at is None or now - mark.reported_at > USUAL_DELAY
    return f"v{mark.version}.{mark.renewal_version}.{pace(mark, now)}.{hours}{'o' if is_old else ''}"
