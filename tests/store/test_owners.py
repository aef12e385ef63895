"""Owners, on both databases."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests import rows
from tests.rows import NOW
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


def test_an_address_is_marked_once_and_only_while_it_is_theirs(session: Session, database_kind: str) -> None:
    owner = rows.owner(session, email="anna@example.com")
    with write(session, "marked"):
        assert not owners.mark_refused(session, owner.id, "email", "old@example.com", NOW)
        assert owners.mark_refused(session, owner.id, "email", "anna@example.com", NOW)
        assert not owners.mark_refused(session, owner.id, "email", "anna@example.com", NOW + timedelta(days=1))
    found = owners.by_id(session, owner.id)
    assert found is not None
    assert (found.email_refused_at, found.phone_refused_at) == (NOW, None)


def test_a_number_that_answers_again_is_marked_no_more(session: Session, database_kind: str) -> None:
    owner = rows.owner(session)
    with write(session, "marked"):
        assert owners.mark_refused(session, owner.id, "sms", owner.msisdn, NOW)
        assert owners.mark_reached(session, owner.msisdn)
        assert not owners.mark_reached(session, owner.msisdn)


def test_only_the_address_of_now_can_be_proven(session: Session, database_kind: str) -> None:
    owner = rows.owner(session, email="anna@example.com", email_refused_at=NOW)
    with write(session, "proven"):
        assert not owners.verify_email(session, owner.id, "old@example.com", NOW)
        assert owners.verify_email(session, owner.id, "anna@example.com", NOW)
    found = owners.by_id(session, owner.id)
    assert found is not None
    assert (found.email_verified_at, found.email_refused_at) == (NOW, None)
