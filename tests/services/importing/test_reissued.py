"""ICCIDs are used again: a new card never takes an old one's place, and an old one never shows a new one's figures."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tmcard.services import claiming, importing
from tmcard.services.importing import Faulty
from tmcard.store.models import Card, Owner

ICCID = "8985200000000000001"
HEADER = "iccid,claim_code,carrier,carrier_ref,plan_sku\n"


@pytest.fixture
def old(session: Session) -> Card:
    """A card of the carrier that knows cards by their ICCID alone; the carrier has taken it back."""
    facts = {"iccid": ICCID, "iccid_tail": ICCID[-6:], "carrier": "airalo", "carrier_ref": ICCID}
    return rows.card(session, rows.owner(session), **facts, is_gone=True)


def bring_in(session: Session, carrier: str = "airalo", carrier_ref: str = ICCID, code: str = "NEWCODE1") -> int:
    """Import the ICCID once more."""
    content = f"{HEADER}{ICCID},{code},{carrier},{carrier_ref},\n".encode()
    return importing.import_cards(session, content, carriers={"airalo", "esimaccess"}, now=rows.NOW).added


def claim(session: Session, owner: Owner, code: str = "NEWCODE1") -> str:
    """Make the card with that code the owner's."""
    done = claiming.claim(session, {}, owner_id=owner.id, iccid_text=ICCID, code_text=code, now=rows.NOW)
    return done.card_ref


def test_a_name_that_was_taken_back_goes_to_a_new_card_and_the_old_one_stays(
    session: Session, old: Card, database_kind: str
) -> None:
    assert bring_in(session) == 1
    found = {card.carrier_ref: card for card in session.scalars(select(Card).execution_options(populate_existing=True))}
    assert found.keys() == {ICCID, f"{ICCID}~{old.id}"}
    assert (found[ICCID].owner_id, found[ICCID].is_gone) == (None, False)
    assert (found[f"{ICCID}~{old.id}"].owner_id, found[f"{ICCID}~{old.id}"].is_gone) == (old.owner_id, True)


def test_the_same_file_again_changes_nothing(session: Session, old: Card) -> None:
    assert [bring_in(session), bring_in(session)] == [1, 0]


def test_a_name_that_is_in_use_is_given_to_nobody_else(session: Session, old: Card) -> None:
    bring_in(session)
    with pytest.raises(Faulty):
        bring_in(session, code="NEWCODE2")


def test_the_new_owner_gets_the_new_card(session: Session, old: Card, database_kind: str) -> None:
    bring_in(session)
    ref = claim(session, rows.owner(session))
    assert ref != old.ref


def test_a_used_iccid_under_another_name_is_another_card(session: Session, database_kind: str) -> None:
    bring_in(session, "esimaccess", "T1", "OLDCODE1")
    bring_in(session, "esimaccess", "T2", "NEWCODE1")
    first, second = rows.owner(session), rows.owner(session)
    assert claim(session, first, "OLDCODE1") != claim(session, second, "NEWCODE1")
    owners = session.execute(select(Card.carrier_ref, Card.owner_id).order_by(Card.carrier_ref)).all()
    assert [tuple(row) for row in owners] == [("T1", first.id), ("T2", second.id)]
