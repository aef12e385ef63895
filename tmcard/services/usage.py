"""Asking carriers what is left: the worker's round over the cards whose time has come."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.ports import Carrier, GatewayError, NotFound, Profile, ProfileStatus, UsageReport
from tmcard.domain.usage import Reading
from tmcard.services import carrier_health
from tmcard.services.crediting import confirming
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release, write

#: Carriers measure every two to three hours; asking more often than this brings nothing new.
EVERY = timedelta(minutes=15)
#: How many cards one round takes, so that a round fits into the carriers' rate limits.
ROUND = 50


def refresh(session: Session, carriers: Mapping[str, Carrier], now: datetime) -> int:
    """Ask for the usage of the cards that are due; answers how many were asked for.

    A carrier that does not answer costs its cards one round, no more.
    """
    due = cards.due_for_usage(session, now, ROUND)
    release(session)
    for name in sorted({card.carrier for card in due} & carriers.keys()):
        mine = [card for card in due if card.carrier == name]
        trouble, reports = None, []
        try:
            reports = carriers[name].usage([card.carrier_ref for card in mine])
        except GatewayError as error:
            trouble = error
        _store(session, mine, {report.carrier_ref: report for report in reports}, trouble, now)
        for card in mine:
            if card.ends_at is None or card.ends_at <= now:
                look(session, carriers[name], card, now)
    return len(due)


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
            cards.put(session, card.id, is_gone=True, version=card.version + 1)
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
    reading = Reading(profile.total_bytes, profile.used_bytes, profile.ends_at, None)
    is_gone = profile.status is ProfileStatus.GONE
    cards.state_profile(session, card.id, reading, now, validity_days=profile.validity_days, is_gone=is_gone)


def _store(
    session: Session,
    mine: list[Card],
    reports: Mapping[str, UsageReport],
    trouble: GatewayError | None,
    now: datetime,
) -> None:
    with write(session, "usage_stored"):
        carrier_health.note(session, mine[0].carrier, trouble, now)
        for card in mine:
            report = reports.get(card.carrier_ref)
            cards.put(session, card.id, usage_due_at=now + EVERY)
            if report is not None:
                stored = cards.by_id(session, card.id)  # it may have been renewed while the carrier answered
                reading = Reading(report.total_bytes, report.used_bytes, stored.ends_at, report.reported_at)
                cards.state_usage(session, stored, reading, now)
                confirming.agree(session, cards.by_id(session, card.id), report, now)
