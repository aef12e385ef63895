"""Owners, on both databases."""

from datetime import datetime

from sqlalchemy.orm import Session

from tests import rows
from tmcard.store import owners
from tmcard.store.transactions import release, write

MSISDN = "+447400123456"


def _add(session: Session, now: datetime) -> int | None:
    with write(session, "added"):
        return owners.add(session, msisdn=MSISDN, password_hash="h", locale="en", zone="UTC", now=now)


def test_a_number_has_one_owner(session: Session, now: datetime, database_kind: str) -> None:
    first, second = _add(session, now), _add(session, now)
    assert first is not None
    assert second is None


def test_an_owner_is_found_by_number_and_by_id(session: Session, now: datetime, database_kind: str) -> None:
    owner_id = _add(session, now) or 0
    found = owners.by_msisdn(session, MSISDN)
    assert found is not None
    assert found is owners.by_id(session, owner_id)
    assert owners.by_msisdn(session, "+8613800138000") is None


def test_a_hash_is_replaced_only_where_it_is_still_the_one_that_was_checked(
    session: Session, database_kind: str
) -> None:
    owner = rows.owner(session, password_hash="old")
    with write(session, "replaced"):
        assert owners.replace_hash(session, owner.id, old="old", new="new")
        assert not owners.replace_hash(session, owner.id, old="old", new="other")
    release(session)
    session.refresh(owner)
    assert owner.password_hash == "new"


def test_what_an_owner_chose_is_kept(session: Session, database_kind: str) -> None:
    owner = rows.owner(session)
    with write(session, "chosen"):
        owners.put(session, owner.id, locale="zh", email="a@example.com")
    found = owners.by_id(session, owner.id)
    assert found is not None
    assert (found.locale, found.email) == ("zh", "a@example.com")
