"""What owners want to hear of: chosen by them when signed in, or by the link in every mail that can be turned off."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.links import Purpose, Standing
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Preferences, Topic
from tmcard.services import linking
from tmcard.services.codes import Keys
from tmcard.store import links, owners, preferences
from tmcard.store.models import Link, Owner
from tmcard.store.transactions import write

log = structlog.get_logger()


def ensure_link(session: Session, owner_id: int, locale: str, now: datetime) -> Link:
    """The owner's link to their preferences, made when it is needed first; inside the caller's transaction."""
    known = link_of(session, owner_id)
    return known or linking.make(session, Purpose.PREFERENCES, owner_id=owner_id, locale=locale, now=now)


def link_of(session: Session, owner_id: int) -> Link | None:
    """The owner's link to their preferences that stands, if there is one."""
    found = links.of_owner(session, owner_id, Purpose.PREFERENCES)
    return next((link for link in found if link.revoked_at is None), None)


def owner_at(session: Session, keys: Keys, token: str, now: datetime) -> Owner | None:
    """Whose preferences a token opens; None for one that is damaged, foreign or revoked."""
    link = linking.find(session, keys, Purpose.PREFERENCES, token)
    if link is None or linking.standing(session, link, now) is not Standing.OPEN:
        return None
    return owners.by_id(session, link.owner_id)


def turn(
    session: Session, owner_id: int, topics: Iterable[Topic], channel: Channel, is_wanted: bool, now: datetime
) -> None:
    """Turn topics on or off by one way. Commits. Twice is harmless."""
    named = sorted(topics)
    with write(session, "preferences_turned"):
        for topic in named:
            preferences.put(session, owner_id, topic, channel, is_wanted, now)
    log.info("preferences_turned", owner_id=owner_id, topics=" ".join(named), channel=str(channel), is_wanted=is_wanted)


def choose(session: Session, owner_id: int, wishes: Preferences, now: datetime) -> None:
    """Set every topic and the quiet hours at once. Commits."""
    by_way = ((Channel.EMAIL, wishes.by_email), (Channel.SMS, wishes.by_sms))
    with write(session, "preferences_chosen"):
        owners.put(session, owner_id, quiet_from=wishes.quiet_from, quiet_until=wishes.quiet_until)
        for channel, wanted in by_way:
            for topic in Topic:
                preferences.put(session, owner_id, topic, channel, topic in wanted, now)


def is_wanted(session: Session, owner_id: int, channel: str, topic: Topic | None) -> bool:
    """Whether a message that can be turned off may still go out: wanted, by a way that works. No topic: any will do."""
    found = preferences.of_owners(session, [owner_id]).get(owner_id)
    if found is None:
        return False
    wanted = found.by_email if channel == Channel.EMAIL else found.by_sms
    return topic in wanted if topic is not None else bool(wanted)
