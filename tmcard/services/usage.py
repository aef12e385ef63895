"""Asking carriers what is left: rounds over the cards whose time has come, within what each carrier allows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain import attention
from tmcard.domain.ports import (
    Busy,
    Carrier,
    GatewayError,
    NotFound,
    Profile,
    ProfileStatus,
    Refused,
    Reporting,
    UsageReport,
)
from tmcard.domain.usage import Reading
from tmcard.services import carrier_health
from tmcard.services.crediting import confirming
from tmcard.store import alerts, cards, counters, usage_queue
from tmcard.store.models import Card
from tmcard.store.transactions import release, write

log = structlog.get_logger()
#: How long a round lasts at most, and which part of a carrier's calls it may use: top-ups need the others.
ROUND = timedelta(seconds=20)
SHARE = 2
#: Nobody else asks about the same cards for so long.
LEASE = timedelta(minutes=2)
#: After a call that brought no answer its cards are asked for again this late; after so many in a row the round ends.
TRY_AGAIN = timedelta(minutes=5)
ENOUGH = 3
#: How long a plea for patience without a number of seconds is heeded.
USUAL_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one call brought."""

    cards: Sequence[Card]
    reports: Mapping[str, UsageReport]
    trouble: GatewayError | None = None


def refresh(session: Session, carriers: Mapping[str, Carrier], clock: Callable[[], datetime]) -> int:
    """One round: ask for the usage of cards that are due, watched ones first; answers how many were asked for.

    A carrier that does not answer costs its cards a few minutes, no more; one that is busy is left alone for as
    long as it wished, by every worker.
    """
    return sum(_round(session, name, carriers[name], clock) for name in sorted(carriers))


def calls_in(reporting: Reporting) -> int:
    """How many calls a round may make."""
    return max(1, int(reporting.calls_per_second * ROUND.total_seconds() / SHARE))


def look(session: Session, carrier: Carrier, card: Card, now: datetime) -> bool:
    """Read the whole profile of one card, its end included. False when the carrier does not answer.

    What was read is dropped when the card changed meanwhile: a renewal may have been credited after the reading.
    """
    version = cards.by_id(session, card.id).version
    release(session)
    try:
        profile = carrier.read(card.carrier_ref)
    except NotFound:
        with write(session, "card_gone"):
            cards.put(session, card.id, is_gone=True, usage_due_at=None, news_at=None, version=card.version + 1)
        return True
    except GatewayError:
        return False
    with write(session, "card_read"):
        cards.lock(session, card.id)
        if cards.by_id(session, card.id).version == version:
            keep(session, card, profile, now)
    return True


def keep(session: Session, card: Card, profile: Profile, now: datetime) -> None:
    """Write what the carrier states about a card, inside the caller's transaction."""
    facts = (profile.total_bytes, profile.used_bytes, profile.ends_at, None)
    reading, is_gone = Reading(*facts, is_unlimited=profile.is_unlimited), profile.status is ProfileStatus.GONE
    cards.state_profile(session, card.id, reading, now, validity_days=profile.validity_days, is_gone=is_gone)
    alerts.see(session, card.id, now)
    if is_gone:
        cards.put(session, card.id, usage_due_at=None, news_at=None)


def _round(session: Session, name: str, carrier: Carrier, clock: Callable[[], datetime]) -> int:
    begun, asked, failed = clock(), 0, 0
    for turn in range(calls_in(carrier.capabilities.reporting)):
        if failed == ENOUGH or clock() - begun >= ROUND or _is_paused(session, name, clock()):
            break
        found = _call(session, name, carrier, turn, clock)
        if not found.cards:
            break
        asked += len(found.cards)
        failed = failed + 1 if _is_silent(found.trouble) else 0
    return asked


def _call(session: Session, name: str, carrier: Carrier, turn: int, clock: Callable[[], datetime]) -> Asked:
    now, most = clock(), carrier.capabilities.reporting.cards_per_call
    with write(session, "usage_claimed"):
        due = usage_queue.claim(session, name, attention.order_of(turn), most, now=now, until=now + LEASE)
    if not due:
        return Asked([], {})
    try:
        reports = carrier.usage([card.carrier_ref for card in due])
        found = Asked(due, {report.carrier_ref: report for report in reports})
    except GatewayError as error:
        found = Asked(due, {}, error)
    _store(session, name, carrier.capabilities.reporting, found, clock())
    for card in due if found.trouble is None else ():
        if card.carrier_ref not in found.reports or card.ends_at is None or card.ends_at <= now:
            look(session, carrier, card, clock())
            _settle(session, carrier.capabilities.reporting, card.id, clock())
    return found


def _store(session: Session, name: str, reporting: Reporting, found: Asked, now: datetime) -> None:
    """Cards are written in the order of their keys, so that nobody waits for us while we wait for them."""
    with write(session, "usage_stored"):
        carrier_health.note(session, name, found.trouble, now)
        if found.trouble is not None:
            again = _again(session, name, found.trouble, now)
            usage_queue.put_off(session, [card.id for card in found.cards], again)
            return
        for card in found.cards:
            if card.carrier_ref in found.reports:
                _keep_report(session, card, found.reports[card.carrier_ref], reporting, now)
            _schedule(session, reporting, card.id, now)


def _keep_report(session: Session, card: Card, report: UsageReport, reporting: Reporting, now: datetime) -> None:
    cards.lock(session, card.id)
    stored = cards.by_id(session, card.id)  # it may have been renewed while the carrier answered
    stale_at = report.reported_at + reporting.usual_delay
    facts = (report.total_bytes, report.used_bytes, stored.ends_at, report.reported_at, stale_at, report.is_unlimited)
    cards.state_usage(session, stored, Reading(*facts), now)
    confirming.agree(session, cards.by_id(session, card.id), report, now)
    alerts.see(session, card.id, now)


def _again(session: Session, name: str, trouble: GatewayError, now: datetime) -> datetime:
    """When to ask for the cards of a call that brought nothing. The wish of a busy carrier holds for all its cards."""
    if not isinstance(trouble, Busy):
        return now + (attention.RESTS[0] if isinstance(trouble, Refused) else TRY_AGAIN)
    wish = trouble.retry_after_seconds
    pause = timedelta(seconds=max(1, wish)) if wish is not None else USUAL_PAUSE
    counters.forget(session, _pause(name))
    counters.hit(session, _pause(name), 1, pause, now)
    log.warning("usage_paused", carrier=name, seconds=int(pause.total_seconds()))
    return now + pause


def _settle(session: Session, reporting: Reporting, card_id: int, now: datetime) -> None:
    with write(session, "usage_settled"):
        _schedule(session, reporting, card_id, now)


def _schedule(session: Session, reporting: Reporting, card_id: int, now: datetime) -> None:
    card = cards.by_id(session, card_id)
    if card.is_gone:
        return
    found = attention.schedule(cards.reading(card), card.looked_at, reporting.news_after, now)
    usage_queue.settle(session, card_id, found)


def _is_silent(trouble: GatewayError | None) -> bool:
    return trouble is not None and not isinstance(trouble, Refused)


def _is_paused(session: Session, name: str, now: datetime) -> bool:
    until = counters.ends_at(session, _pause(name), now)
    release(session)
    return until is not None


def _pause(name: str) -> str:
    return f"carrier-paused|{name}"
