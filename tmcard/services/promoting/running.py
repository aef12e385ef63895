"""What is on for one asker and one card: the candidates and the facts, looked up once for all plans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import clean_code
from tmcard.domain.plans import Offer
from tmcard.domain.promotions import FOR_NEW_OWNERS, Asker, Deal, Facts, Kind, Promotion, Reason, best, left_out
from tmcard.domain.promotions.asking import MOST_CODES
from tmcard.store import promotions, referrals, reservations
from tmcard.store.models import PromotionRow


@dataclass(frozen=True, slots=True)
class Running:
    """What may be had, before any plan is looked at. `said`: what each code that was said stands for, if anything.

    `yielding`: the asker's own reservations that give way. `ids`: the rows behind the promotions, by ref.
    """

    candidates: tuple[Promotion, ...]
    facts: Facts
    said: Mapping[str, tuple[Promotion, ...]] = field(default_factory=dict)
    yielding: Sequence[int] = ()
    ids: Mapping[str, int] = field(default_factory=dict)

    def deal(self, offer: Offer) -> Deal | None:
        """The best that can be had with the plan; None where nothing is on for it."""
        found = best(offer, self.candidates, self.facts)
        return found if found.lines else None

    def refused(self, offer: Offer) -> dict[str, Reason]:
        """The codes that do nothing for the plan, and why."""
        deal = best(offer, self.candidates, self.facts)
        found = {code: self._reason(meant, offer, deal) for code, meant in self.said.items()}
        return {code: reason for code, reason in found.items() if reason is not None}

    def _reason(self, meant: Sequence[Promotion], offer: Offer, deal: Deal) -> Reason | None:
        reasons = [left_out(each, offer, deal, self.facts) for each in meant]
        return None if None in reasons else next(iter(reasons), Reason.UNKNOWN)


def running(
    session: Session, *, card_id: int, card_owner_id: int | None, asker: Asker, now: datetime, locked: bool = False
) -> Running:
    """Look up what is on. With `locked`, in a write transaction: nobody else takes what is limited until it ends."""
    keys = {code: clean_code(code) for code in asker.codes[:MOST_CODES]}
    rows = [] if asker.pays_share else promotions.candidates(session, now, [key for key in keys.values() if key])
    if locked:
        promotions.lock(session, [row.id for row in rows if promotions.is_limited(row)])
    found = [(row.code_key, promotions.promotion(row)) for row in rows]
    friends = _friends(session, found, list(keys.values()))
    coupons = [(key, each) for key, each in found if each.kind is Kind.COUPON]
    by_themselves = [each for _, each in found if each.kind not in (Kind.COUPON, Kind.REFERRAL)]
    if asker.is_guest:  # a stranger must not use up, or learn of, what the owner earned
        by_themselves = [each for each in by_themselves if each.kind is not Kind.REWARD]
    coded = [*coupons, *friends]
    said = {code: tuple(each for known, each in coded if known == key) for code, key in keys.items()}
    candidates = (*by_themselves, *(each for _, each in coded))
    own = reservations.yielding(session, asker, now, locked=locked) if rows else []
    facts = _facts(session, rows, card_id, card_owner_id, asker, now, own)
    return Running(candidates, facts, said, own, {row.ref: row.id for row in rows})


def _friends(
    session: Session, found: Sequence[tuple[str | None, Promotion]], keys: Sequence[str]
) -> list[tuple[str, Promotion]]:
    """The referral promotion by each code that is an owner's."""
    referral = next((each for _, each in found if each.kind is Kind.REFERRAL), None)
    if referral is None or not any(keys):
        return []
    return [(row.code, replace(referral, code=row.code)) for row in referrals.by_codes(session, list(keys))]


def _facts(
    session: Session,
    rows: Sequence[PromotionRow],
    card_id: int,
    owner_id: int | None,
    asker: Asker,
    now: datetime,
    own: Sequence[int],
) -> Facts:
    if not rows:
        return Facts(now)
    limited = [row.id for row in rows if promotions.is_limited(row)]
    asks: dict[str, Any] = {"now": now, "but": own, "but_order": asker.instead_of}
    return Facts(
        now=now,
        is_new=_any(rows, FOR_NEW_OWNERS) and reservations.is_new(session, owner_id, card_id, asker.mark, **asks),
        own_code=referrals.of_owner(session, owner_id) if owner_id and _any(rows, {Kind.REFERRAL}) else None,
        tallies=promotions.tallies(session, limited, owner_id, now, own) if limited else {},
        rewards=dict(_rewards(session, rows, owner_id, now, own)),
        floors=promotions.floors(session),
    )


def _any(rows: Sequence[PromotionRow], kinds: frozenset[Kind] | set[Kind]) -> bool:
    return any(row.kind in kinds for row in rows)


def _rewards(
    session: Session, rows: Sequence[PromotionRow], owner_id: int | None, now: datetime, own: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """How many rewards of each promotion wait for the owner."""
    if owner_id is None or not _any(rows, {Kind.REWARD}):
        return
    waiting = [reward.promotion_id for reward in reservations.free_rewards(session, owner_id, now, own)]
    for row in rows:
        if row.id in waiting:
            yield row.ref, waiting.count(row.id)
