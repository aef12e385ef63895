"""Making a card one's own, by its number and the code that came with it. The number alone shows nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.identifiers import MalformedIccid, plain
from tmcard.domain.ports import Carrier
from tmcard.services import claim_codes, throttling, usage
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release, write

log = structlog.get_logger()
#: Fewer digits would name too many cards.
MIN_DIGITS = 6
MAX_DIGITS = 21
OWNER_GUESSES = (Limit("claim-quarter", 5, timedelta(minutes=15)), Limit("claim-day", 20, timedelta(days=1)))
#: Whoever guesses from many accounts meets this one: it counts by the digits, whether there is such a card or not.
CARD_GUESSES = (Limit("claim-card-day", 10, timedelta(days=1)),)


class WrongClaim(Exception):
    """No such card, another code, or somebody else's card: which of them is not told."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A card that is the owner's now, or was already."""

    card_ref: str


def claim(
    session: Session,
    carriers: Mapping[str, Carrier],
    *,
    owner_id: int,
    iccid_text: str,
    code_text: str,
    now: datetime,
) -> Claimed:
    """Give the card to the owner, and ask its carrier what is on it. Commits. The same claim again is harmless.

    A carrier that does not answer is asked again by the worker. Raises MalformedIccid, WrongClaim, TooMany.
    """
    digits = iccid_digits(iccid_text)
    with write(session, "claim_counted"):
        throttling.allow(session, OWNER_GUESSES, str(owner_id), now)
        throttling.allow(session, CARD_GUESSES, digits[-MIN_DIGITS:], now)
    candidates = cards.with_tail(session, digits)
    release(session)
    card = _chosen(candidates, code_text, owner_id)
    if card.owner_id is None:
        _take(session, card, owner_id, now)
        _look(session, carriers, card, now)
    return Claimed(card.ref)


def iccid_digits(text: str) -> str:
    """The digits of an ICCID or of its end, as people type them. Raises MalformedIccid."""
    digits = plain(text).upper().rstrip("F")
    if not (digits.isascii() and digits.isdigit() and MIN_DIGITS <= len(digits) <= MAX_DIGITS):
        raise MalformedIccid(len(digits))
    return digits


def rename(session: Session, *, owner_id: int, card_ref: str, label: str) -> bool:
    """Call one of the owner's cards something else; by an empty label it is called by its number again. Commits.

    False when it is no card of theirs.
    """
    with write(session, "card_renamed"):
        return cards.rename(session, card_ref, owner_id, label)


def _chosen(candidates: Sequence[Card], code_text: str, owner_id: int) -> Card:
    fits = claim_codes.matching([card.claim_hash for card in candidates], code_text)
    for card, is_right in zip(candidates, fits, strict=True):
        if is_right and card.owner_id in (None, owner_id):
            return card
    log.info("claim_refused", owner_id=owner_id)
    raise WrongClaim


def _take(session: Session, card: Card, owner_id: int, now: datetime) -> None:
    """Their guesses are forgiven: a card is claimed once, so nobody can clear them over and over with one of theirs."""
    with write(session, "card_claimed"):
        if not cards.claim(session, card.id, owner_id, "", now):
            _check_mine(session, card, owner_id)
            return
        if card.plan_id is not None:
            cards.add_first_bucket(session, card.id, card.plan_id, now)
        throttling.forgive(session, OWNER_GUESSES, str(owner_id))
    log.info("card_claimed", owner_id=owner_id, card=card.ref)


def _check_mine(session: Session, card: Card, owner_id: int) -> None:
    """Whoever was faster may have been the same owner, pressing twice."""
    if cards.by_id(session, card.id).owner_id != owner_id:
        raise WrongClaim


def _look(session: Session, carriers: Mapping[str, Carrier], card: Card, now: datetime) -> None:
    carrier = carriers.get(card.carrier)
    if carrier is not None and usage.look(session, carrier, card, now):
        with write(session, "first_bucket_dated"):
            cards.date_first_bucket(session, card.id)
