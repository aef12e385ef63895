"""A card becomes somebody's by its number and its code, and by neither alone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import rows
from tests.fakes import FakeCarrier
from tmcard.domain.identifiers import MalformedIccid
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Profile, ProfileStatus, Unknown
from tmcard.services import claim_codes, claiming
from tmcard.services.claiming import Claimed, WrongClaim
from tmcard.services.throttling import TooMany
from tmcard.store import cards
from tmcard.store.models import Bucket, Card, Owner
from tmcard.store.transactions import release

CODE = "TMC4-9XKD-72QF"
ENDS_AT = datetime(2026, 12, 20, 8, 30, tzinfo=UTC)


@dataclass
class Desk:
    """Where cards are claimed."""

    session: Session
    now: datetime
    owner: Owner
    carrier: FakeCarrier = field(default_factory=FakeCarrier)

    def card(self, owner: Owner | None = None, **values: Any) -> Card:
        """A card whose carrier knows it, with CODE in its envelope."""
        facts = {"claim_hash": claim_codes.hash_code(CODE), "claimed_at": None, "ends_at": None, "reported_at": None}
        card = rows.card(self.session, owner, **{**facts, "total_bytes": 0, "used_bytes": 0, **values})
        profile = Profile(card.carrier_ref, card.iccid, ProfileStatus.IN_USE, 5 * BYTES_PER_GB, 7, ENDS_AT, 30)
        self.carrier.profiles[card.carrier_ref] = profile
        return card

    def claim(self, iccid: str, code: str = CODE, owner: Owner | None = None) -> Claimed:
        """Try it."""
        return claiming.claim(
            self.session,
            {"esimaccess": self.carrier},
            owner_id=(owner or self.owner).id,
            iccid_text=iccid,
            code_text=code,
            now=self.now,
        )

    def stored(self, card: Card) -> Card:
        """The card as it is now."""
        found = cards.by_id(self.session, card.id)
        release(self.session)
        return found


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    return Desk(session, now, rows.owner(session))


def test_number_and_code_make_the_card_theirs(desk: Desk, database_kind: str) -> None:
    card = desk.card()
    assert desk.claim(card.iccid) == Claimed(card.ref)
    stored = desk.stored(card)
    assert (stored.owner_id, stored.claimed_at) == (desk.owner.id, desk.now)
    assert (stored.ends_at, stored.used_bytes) == (ENDS_AT, 7)


@pytest.mark.parametrize("write", [lambda i: i[-6:], lambda i: f" {i[-9:-3]} {i[-3:]}", lambda i: f"{i[:4]}-{i[4:]}F"])
def test_the_end_of_the_number_is_enough(desk: Desk, write: Any) -> None:
    card = desk.card()
    assert desk.claim(write(card.iccid)).card_ref == card.ref


@pytest.mark.parametrize("code", ["tmc4 9xkd 72qf", "TMC49XKD72QF", "ＴＭＣ４-9xkd-72qf"])
def test_codes_are_read_as_people_write_them(desk: Desk, code: str) -> None:
    card = desk.card()
    assert desk.claim(card.iccid, code).card_ref == card.ref


def test_a_look_alike_is_told_by_the_code(desk: Desk) -> None:
    other = desk.card(iccid="8985200000000123456", iccid_tail="123456", claim_hash=claim_codes.hash_code("another1"))
    card = desk.card(iccid="8985200000009123456", iccid_tail="123456")
    assert desk.claim("123456").card_ref == card.ref
    assert desk.stored(other).owner_id is None


def test_every_failure_is_the_same(desk: Desk) -> None:
    taken = desk.card(rows.owner(desk.session))
    free = desk.card()
    for iccid, code in ((taken.iccid, CODE), (free.iccid, "wrong-code"), ("8985299999999999999", CODE)):
        with pytest.raises(WrongClaim):
            desk.claim(iccid, code)
    assert desk.stored(free).owner_id is None


def test_as_many_codes_are_compared_for_no_card_as_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def compare(stored: str, _code: str) -> bool:
        compared.append(stored)
        return False

    monkeypatch.setattr(claim_codes, "_fits", compare)
    claim_codes.matching([], CODE)
    none = len(compared)
    claim_codes.matching(["one"], CODE)
    assert len(compared) == 2 * none == 2 * claim_codes.COMPARISONS


@pytest.mark.parametrize("iccid", ["", "12345", "eight985", "8985x07000000000001", "1" * 22, "٨٩٨٥٢٠"])
def test_what_is_no_number_is_not_looked_for(desk: Desk, iccid: str) -> None:
    with pytest.raises(MalformedIccid):
        desk.claim(iccid)


def test_claiming_twice_is_harmless(desk: Desk, database_kind: str) -> None:
    plan = rows.plan(desk.session)
    card = desk.card(plan_id=plan.id)
    assert desk.claim(card.iccid) == desk.claim(card.iccid)
    assert len(list(desk.session.scalars(select(Bucket)))) == 1


def test_the_plan_of_the_purchase_begins_the_history(desk: Desk, database_kind: str) -> None:
    plan = rows.plan(desk.session)
    card = desk.card(plan_id=plan.id)
    desk.claim(card.iccid)
    bucket = desk.session.scalars(select(Bucket)).one()
    assert (bucket.card_id, bucket.plan_id, bucket.data_bytes) == (card.id, plan.id, plan.data_bytes)
    assert (bucket.loaded_at, bucket.ends_at) == (desk.now, ENDS_AT)


def test_a_silent_carrier_does_not_stop_anybody(desk: Desk) -> None:
    card = desk.card(plan_id=rows.plan(desk.session).id)
    desk.carrier.fail("read", Unknown("timeout"))
    desk.claim(card.iccid)
    stored = desk.stored(card)
    assert (stored.owner_id, stored.usage_due_at, stored.ends_at) == (desk.owner.id, desk.now, None)


def test_five_guesses_in_a_quarter_of_an_hour(desk: Desk, database_kind: str) -> None:
    for number in range(5):
        with pytest.raises(WrongClaim):
            desk.claim(f"89852000000000000{number:02}")
    card = desk.card()
    with pytest.raises(TooMany) as refused:
        desk.claim(card.iccid)
    assert refused.value.until == desk.now + timedelta(minutes=15)
    desk.now += timedelta(minutes=15)
    assert desk.claim(card.iccid).card_ref == card.ref


def test_ten_guesses_a_day_at_one_card_from_all_owners(desk: Desk) -> None:
    card = desk.card()
    for _ in range(10):
        with pytest.raises(WrongClaim):
            desk.claim(card.iccid, "wrong-code", rows.owner(desk.session))
    with pytest.raises(TooMany):
        desk.claim(card.iccid, CODE, rows.owner(desk.session))


def test_a_card_that_is_theirs_already_clears_no_guesses(desk: Desk) -> None:
    mine = desk.card(desk.owner)
    for _ in range(5):
        desk.claim(mine.iccid)
    with pytest.raises(TooMany):
        desk.claim(mine.iccid)


def test_many_cards_can_be_claimed_one_after_the_other(desk: Desk) -> None:
    claimed = {desk.claim(desk.card().iccid).card_ref for _ in range(7)}
    assert len(claimed) == 7


def test_a_card_is_renamed_by_its_owner_alone(desk: Desk) -> None:
    card, stranger = desk.card(desk.owner), rows.owner(desk.session)
    assert claiming.rename(desk.session, owner_id=desk.owner.id, card_ref=card.ref, label="Anna")
    assert not claiming.rename(desk.session, owner_id=stranger.id, card_ref=card.ref, label="Eve")
    stored = desk.stored(card)
    assert (stored.label, stored.version) == ("Anna", 2)
