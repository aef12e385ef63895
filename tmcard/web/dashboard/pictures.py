"""From rows to pages: the steps of a renewal, which card comes first, how soon to look again, and what has changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _

from tmcard.domain.orders import DELIVERY_DEADLINE, OrderStatus
from tmcard.domain.usage import Condition
from tmcard.store.rows import CardRow, Mark, Renewal

#: What needs its owner comes first, what is over last.
URGENCY = (Condition.USED_UP, Condition.ENDING, Condition.LOW, Condition.NEW, Condition.HEALTHY, Condition.EXPIRED)
#: More cards than these are shown in fewer lines each.
FEW = 4
HOUR = timedelta(hours=1)
HALF_HOUR_SECONDS, HALF_HOURS = 1800, 48
#: Carriers report every few hours, so a card at rest is looked at seldom.
AT_REST_SECONDS = 60
#: While a renewal is under way: its age, and how often to look from then on. Once the promised time is over the page
#: says so, so that is a step of its own.
PACES = ((DELIVERY_DEADLINE, 20), (timedelta(minutes=10), 15), (timedelta(minutes=1), 5), (timedelta(0), 2))


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
    left, figures that grow old, how often to look again, and on which day a forecast is "tomorrow":
    days turn on half hours (in a few zones a quarter of an hour later).
    """
    return "_".join([_name(mark, now) for mark in marks] + [language])


def _name(mark: Mark, now: datetime) -> str:
    hours = max(-1, (mark.ends_at - now) // HOUR) if mark.ends_at is not None else ""
    half_hour = int(now.timestamp()) // HALF_HOUR_SECONDS % HALF_HOURS if mark.ends_at is not None else ""
    old = "o" if mark.is_stale(now) else ""
    return f"v{mark.version}.{mark.renewal_version}.{pace(mark, now)}.{hours}{old}.{half_hour}"
