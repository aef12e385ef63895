"""Every query on where carriers' offers work."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from tmcard.domain.coverage import Place
from tmcard.store.models import Coverage, Plan

#: By carrier and carrier code.
Key = tuple[str, str]
Countries = Mapping[Key, tuple[str, ...]]
NOTHING_KNOWN: Countries = MappingProxyType({})


def places(session: Session, keys: Iterable[Key]) -> dict[Key, tuple[Place, ...]]:
    """Where each of the carriers' codes works, by country; codes of which nothing is known are left out."""
    found: dict[Key, list[Place]] = defaultdict(list)
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    query = select(Coverage).where(tuple_(Coverage.carrier, Coverage.carrier_code).in_(wanted))
    for row in session.scalars(query.order_by(Coverage.country)):
        found[row.carrier, row.carrier_code].append(Place(row.country, tuple(row.networks)))
    return {key: tuple(each) for key, each in found.items()}


def countries(session: Session, plans: Sequence[Plan]) -> Countries:
    """`places` of the plans, without the networks."""
    found = places(session, [(plan.carrier, plan.carrier_code) for plan in plans])
    return {key: tuple(place.country for place in each) for key, each in found.items()}


def is_carriers_own(session: Session, key: Key) -> bool:
    """Whether the carrier itself has said where this code works."""
    here = tuple_(Coverage.carrier, Coverage.carrier_code) == key
    return session.scalar(select(Coverage.country).where(here, Coverage.read_at.is_not(None)).limit(1)) is not None


def put(session: Session, key: Key, found: Iterable[Place], read_at: datetime | None) -> None:
    """Let `found` be all that is known of a code. `read_at` is when the carrier said so, None for a file."""
    carrier, code = key
    session.execute(delete(Coverage).where(Coverage.carrier == carrier, Coverage.carrier_code == code))
    rows = [
        Coverage(carrier=carrier, carrier_code=code, country=p.country, networks=list(p.networks), read_at=read_at)
        for p in found
    ]
    session.add_all(rows)
