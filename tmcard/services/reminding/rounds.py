"""Rounds over the cards whose time has come: what a round costs follows from those, and not from how many there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.alerts import Look, Sight, look, needs_forecast
from tmcard.domain.forecast import Forecast, forecast
from tmcard.domain.preferences import Preferences
from tmcard.services.reminding import telling
from tmcard.store import alerts, cards, preferences
from tmcard.store.models import CardAlert, Owner
from tmcard.store.rows import Sample
from tmcard.store.transactions import write

log = structlog.get_logger()
#: So many cards at a time: SQLite lets nobody else write meanwhile.
BATCH = 100
#: How long a round lasts at most; what is left is the next one's.
ROUND = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a batch besides its own rows."""

    awaited: set[int]
    samples: Mapping[int, Sequence[Sample]]
    wishes: Mapping[int, Preferences]


def remind(session: Session, clock: Callable[[], datetime]) -> int:
    """Look at every card whose time has come, and write down what its owner is to be told; answers how many looks.

    Any number of workers may do so at once. Whoever dies leaves the cards of that moment as they were.
    """
    begun, looked_at = clock(), 0
    while clock() - begun < ROUND:
        with write(session, "reminded"):
            found = alerts.claim(session, clock(), BATCH)
            told = _look_at(session, found, clock())
        session.expunge_all()  # a hundred cards of the last batch are no use to the next
        looked_at += len(found)
        if told:
            log.info("reminded", cards=len(found), told=told)
        if len(found) < BATCH:
            break
    return looked_at


def _look_at(session: Session, found: Sequence[CardAlert], now: datetime) -> int:
    """One batch, in the caller's transaction: a number of statements that does not grow with it, then the messages."""
    alive = [(alert, alert.card.owner) for alert in found if alert.card.owner is not None and not alert.card.is_gone]
    alerts.rest(session, {alert.card_id for alert in found} - {alert.card_id for alert, _ in alive})
    known = _know(session, [alert for alert, _ in alive], now)
    looks = {alert.card_id: _look(alert, owner, known, now) for alert, owner in alive}
    alerts.settle(session, looks, now)
    told = [(alert.card, owner, looks[alert.card_id]) for alert, owner in alive if looks[alert.card_id].told]
    for card, owner, seen in told:
        telling.tell(session, card, owner, seen, known.wishes[owner.id], now)
    return len(told)


def _know(session: Session, alive: Sequence[CardAlert], now: datetime) -> _Known:
    if not alive:
        return _Known(set(), {}, {})
    asking = [alert.card_id for alert in alive if _needs_forecast(alert, now)]
    return _Known(
        awaited=alerts.awaited(session, [alert.card_id for alert in alive]),
        samples=alerts.samples(session, asking, now),
        wishes=preferences.of_owners(session, {alert.card.owner_id for alert in alive if alert.card.owner_id}),
    )


def _needs_forecast(alert: CardAlert, now: datetime) -> bool:
    return needs_forecast(alert.marks, cards.reading(alert.card), alert.forecast_at, now)


def _look(alert: CardAlert, owner: Owner, known: _Known, now: datetime) -> Look:
    card = alert.card
    sight = Sight(
        cards.reading(card),
        card.plan.period_unit if card.plan is not None else None,
        owner.zone,
        known.wishes[owner.id],
        ahead=_ahead(alert, known, now),
        is_muted=alert.is_muted,
        is_awaited=alert.card_id in known.awaited,
    )
    return look(alert.marks, sight, now, alert.forecast_at)


def _ahead(alert: CardAlert, known: _Known, now: datetime) -> Forecast | None:
    samples = known.samples.get(alert.card_id)
    return forecast(cards.reading(alert.card), samples, now) if samples else None
