"""Cards come in from a CSV file, all of them or none."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import rows
from tmcard.services import claim_codes
from tmcard.services.importing import Faulty, import_cards
from tmcard.services.importing.cards import Report
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release

HEADER = "iccid,claim_code,carrier,carrier_ref,plan_sku"
LINE = "8985 2070 0000 0000 001,abcd-efgh-1234,esimaccess,T1,asia-5"
CARRIERS = ("esimaccess",)


def _file(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def _import(session: Session, content: bytes, now: datetime, dry_run: bool = False) -> Report:
    return import_cards(session, content, carriers=CARRIERS, now=now, dry_run=dry_run)


def _count(session: Session) -> int:
    number = session.scalar(select(func.count(Card.id)))
    release(session)
    return number or 0


@pytest.fixture(autouse=True)
def plan(session: Session) -> None:
    rows.plan(session, sku="asia-5")
    rows.plan(session, sku="other", carrier="airalo")


def test_a_line_becomes_a_card_that_waits_for_its_owner(session: Session, now: datetime, database_kind: str) -> None:
    assert _import(session, _file(LINE), now) == Report(added=1, unchanged=0)
    card = cards.known(session, "esimaccess", ["T1"])[0]
    assert (card.iccid, card.iccid_tail) == ("8985207000000000001", "000001")
    assert (card.owner_id, card.claimed_at, card.usage_due_at) == (None, None, None)
    assert card.plan is not None
    assert (card.plan.sku, card.total_bytes, card.validity_days) == ("asia-5", card.plan.data_bytes, 30)


def test_the_code_itself_is_stored_nowhere(session: Session, now: datetime) -> None:
    _import(session, _file(LINE), now)
    stored = cards.known(session, "esimaccess", ["T1"])[0].claim_hash
    assert stored.startswith("$argon2id$")
    assert claim_codes.is_code(stored, "ABCDEFGH 1234")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + _file(LINE),
        _file(LINE).replace(b"\n", b"\r\n") + b"\r\n\r\n",
        _file("8985207000000000001,abcdefgh1234,esimaccess,T1,"),
        b"plan_sku,carrier_ref,carrier,claim_code,iccid\nasia-5,T1,esimaccess,abcdefgh1234,8985207000000000001\n",
        _file('"8985207000000000001","abcdefgh1234","esimaccess","T1","asia-5"'),
    ],
)
def test_files_as_spreadsheets_write_them(session: Session, now: datetime, content: bytes) -> None:
    assert _import(session, content, now).added == 1


def test_the_same_file_again_changes_nothing(session: Session, now: datetime, database_kind: str) -> None:
    _import(session, _file(LINE), now)
    more = _file(LINE, "8985207000000000002,abcdefgh1234,esimaccess,T2,")
    assert _import(session, more, now) == Report(added=1, unchanged=1)
    assert _import(session, more, now) == Report(added=0, unchanged=2)


def test_a_claimed_card_may_have_another_plan_by_now(session: Session, now: datetime) -> None:
    _import(session, _file(LINE), now)
    card = cards.known(session, "esimaccess", ["T1"])[0]
    card.owner_id, card.claimed_at, card.plan_id = rows.owner(session).id, now, rows.plan(session).id
    session.commit()
    assert _import(session, _file(LINE), now) == Report(added=0, unchanged=1)


def test_a_dry_run_adds_nothing(session: Session, now: datetime) -> None:
    assert _import(session, _file(LINE), now, dry_run=True) == Report(added=1, unchanged=0)
    assert _count(session) == 0


@pytest.mark.parametrize(
    ("bad", "field", "code"),
    [
        ("1234,abcdefgh1234,esimaccess,T2,", "iccid", "iccid"),
        ("8985207000000000002,abc,esimaccess,T2,", "claim_code", "code_length"),
        ("8985207000000000002,,esimaccess,T2,", "claim_code", "code_length"),
        (f"8985207000000000002,{'x' * 65},esimaccess,T2,", "claim_code", "code_length"),
        ("8985207000000000002,abcdefgh1234,nobody,T2,", "carrier", "carrier"),
        ("8985207000000000002,abcdefgh1234,esimaccess,,", "carrier_ref", "text"),
        ("8985207000000000002,abcdefgh1234,esimaccess,T\x00,", "carrier_ref", "text"),
        ("8985207000000000002,abcdefgh1234,esimaccess,T1,", "carrier_ref", "twice"),
        ("8985207000000000002,abcdefgh1234,esimaccess,T2,nothing", "plan_sku", "plan"),
        ("8985207000000000002,abcdefgh1234,esimaccess,T2,other", "plan_sku", "other_carrier"),
        ("8985207000000000002,abcdefgh1234,esimaccess", "", "columns"),
        ('8985207000000000002,"abc"d,esimaccess,T2,', "", "csv"),
    ],
)
def test_one_bad_line_stops_all_and_is_named(session: Session, now: datetime, bad: str, field: str, code: str) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, _file(LINE, bad), now)
    assert [(f.place, f.field, f.code) for f in refused.value.faults] == [("line 3", field, code)]
    assert _count(session) == 0


def test_every_fault_is_named_at_once(session: Session, now: datetime) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, _file("1,2,3,4,5", LINE, "too,short"), now)
    places = [(fault.place, fault.field) for fault in refused.value.faults]
    assert places == [("line 2", "iccid"), ("line 2", "claim_code"), ("line 2", "carrier"), ("line 4", "")]


@pytest.mark.parametrize(
    ("content", "place", "code"),
    [
        (b"", "line 1", "header"),
        (b"iccid,claim_code\n1,2\n", "line 1", "header"),
        (_file(LINE) + b"\n\xff\xfe", "line 3", "not_utf8"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    session: Session, now: datetime, content: bytes, place: str, code: str
) -> None:
    with pytest.raises(Faulty) as refused:
        _import(session, content, now)
    assert [(f.place, f.code) for f in refused.value.faults] == [(place, code)]


@pytest.mark.parametrize(
    "changed",
    [
        LINE.replace("001,", "002,"),
        LINE.replace("abcd", "zbcd"),
        LINE.replace("asia-5", ""),
    ],
)
def test_a_line_that_contradicts_an_imported_card_is_refused(session: Session, now: datetime, changed: str) -> None:
    _import(session, _file(LINE), now)
    with pytest.raises(Faulty) as refused:
        _import(session, _file(changed), now)
    assert [f.code for f in refused.value.faults] == ["differs"]
