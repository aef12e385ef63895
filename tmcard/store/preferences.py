"""Every query on what owners want to be written to about, by which way, and when not."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Preferences, Topic, chosen, quiet_hours
from tmcard.store.inserting import insert_into
from tmcard.store.models import Owner, Preference

FRESH = {"populate_existing": True}
#: What a way needs before anything that is optional goes there.
NONE: frozenset[Topic] = frozenset()


def of_owners(session: Session, owner_ids: Iterable[int]) -> dict[int, Preferences]:
    """What may be sent to each owner now: the topics they want, by the ways that work. Two statements, however many.

    A way works while its address is there, proven, and nothing comes back from it. Use `wanted` for what was chosen.
    """
    keys = list(owner_ids)
    found = session.scalars(select(Owner).where(Owner.id.in_(keys)).execution_options(**FRESH))
    wishes = _wishes(session, keys)
    return {owner.id: _usable(owner, wanted(owner, wishes.get(owner.id, {}))) for owner in found}


def of_owner(session: Session, owner: Owner) -> Preferences:
    """What the owner chose, whether or not the ways work."""
    return wanted(owner, _wishes(session, [owner.id]).get(owner.id, {}))


def wanted(owner: Owner, wishes: dict[tuple[Topic, Channel], bool]) -> Preferences:
    """What the owner chose, and the defaults where they chose nothing."""
    by_email, by_sms = (
        chosen({topic: on for (topic, way), on in wishes.items() if way == channel})
        for channel in (Channel.EMAIL, Channel.SMS)
    )
    return Preferences(by_email, by_sms, *quiet_hours(owner.quiet_from, owner.quiet_until))


def put(session: Session, owner_id: int, topic: Topic, channel: Channel, is_wanted: bool, now: datetime) -> None:
    """Write down one wish; the last word counts."""
    wish = {"owner_id": owner_id, "topic": topic, "channel": channel, "is_wanted": is_wanted, "chosen_at": now}
    row = insert_into(session, Preference).values(**wish)
    key = [Preference.owner_id, Preference.topic, Preference.channel]
    session.execute(row.on_conflict_do_update(index_elements=key, set_={"is_wanted": is_wanted, "chosen_at": now}))


def _usable(owner: Owner, wishes: Preferences) -> Preferences:
    mail = owner.email is not None and owner.email_verified_at is not None and owner.email_refused_at is None
    return Preferences(
        wishes.by_email if mail else NONE,
        wishes.by_sms if owner.phone_refused_at is None else NONE,
        wishes.quiet_from,
        wishes.quiet_until,
    )


def _wishes(session: Session, owner_ids: list[int]) -> dict[int, dict[tuple[Topic, Channel], bool]]:
    query = select(Preference.owner_id, Preference.topic, Preference.channel, Preference.is_wanted)
    found: dict[int, dict[tuple[Topic, Channel], bool]] = {}
    for owner_id, topic, channel, is_wanted in session.execute(query.where(Preference.owner_id.in_(owner_ids))):
        found.setdefault(owner_id, {})[Topic(topic), Channel(channel)] = is_wanted
    return found
