"""Where receipts go."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests import rows
from tmcard.services import receipts, resetting, throttling
from tmcard.store import owners
from tmcard.store.models import Owner
from tmcard.store.transactions import release, write


def address(session: Session, owner: Owner) -> str | None:
    """The owner's address as it is now."""
    found = owners.by_id(session, owner.id)
    release(session)
    return found.email if found else None


def test_an_owner_without_an_address_gets_the_first_one_used(session: Session, now: datetime) -> None:
    owner = rows.owner(session)
    receipts.remember_address(session, owner.id, "li@example.com", now)
    assert address(session, owner) == "li@example.com"


def test_an_address_that_is_there_stays(session: Session, now: datetime) -> None:
    owner = rows.owner(session, email="li@example.com")
    receipts.remember_address(session, owner.id, "office@example.com", now)
    assert address(session, owner) == "li@example.com"


def test_no_address_is_no_address(session: Session, now: datetime) -> None:
    owner = rows.owner(session)
    receipts.remember_address(session, owner.id, "", now)
    assert address(session, owner) is None


def test_after_a_reset_by_sms_nobody_sets_where_notices_go(session: Session, now: datetime) -> None:
    owner = rows.owner(session)
    with write(session, "reset"):
        throttling.allow(session, (resetting.COOLING,), str(owner.id), now)
    receipts.remember_address(session, owner.id, "thief@example.com", now + timedelta(hours=1))
    assert address(session, owner) is None
