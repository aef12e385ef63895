"""What each plan would do to one card, by the rule that counts there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from tmcard.domain import queueing, stacking
from tmcard.domain.histories import held
from tmcard.domain.holdings import Effect, Holding
from tmcard.domain.plans import Offer, PeriodUnit, Stacking
from tmcard.domain.ports import Capabilities
from tmcard.domain.quotes import Start
from tmcard.domain.stacking import Gated, Purchase
from tmcard.domain.validity import Balance
from tmcard.store import cards, loads
from tmcard.store.models import Card

#: What may be relied on of each carrier, by its name. One that is not named forces nothing.
Carriers = Mapping[str, Capabilities]
UNKNOWN: Carriers = MappingProxyType({})
FORCES_NOTHING = Capabilities(takes_transaction_id=False)


@dataclass(frozen=True, slots=True)
class Loading:
    """What a plan does when it is loaded at once (`now`) or held back (`queued`, where that can be had).

    `gate_bytes`: it is refused while more than this is left; then `now` changes nothing.
    """

    rule: Stacking
    now: Effect
    queued: Effect | None
    gate_bytes: int | None = None

    def effect(self, starts: Start) -> Effect | None:
        """What it does when it starts then, if it can."""
        if starts is Start.QUEUED:
            return self.queued
        return self.now if self.gate_bytes is None else None


@dataclass(frozen=True, slots=True)
class Scales:
    """A card on the scales: what it holds, and what its carrier says of renewing it."""

    card: Card
    holding: Holding
    carrier: Capabilities
    now: datetime

    def weigh(self, offer: Offer) -> Loading:
        """What the plan would do to the card."""
        rule = self._rule(offer)
        purchase = Purchase(offer.period, offer.data_bytes, rule, offer.gate_bytes)
        try:
            return Loading(rule, stacking.load(self.holding, purchase, self.now), self._queued(purchase))
        except Gated as refusal:
            return Loading(rule, stacking.unchanged(self.holding, self.now), None, refusal.gate_bytes)

    def _rule(self, offer: Offer) -> Stacking:
        held_unit = self.card.plan.period_unit if self.card.plan is not None else offer.period.unit
        is_alike = (held_unit == PeriodUnit.DAY) == (offer.period.unit is PeriodUnit.DAY)
        forced, like_for_like = self.carrier.stacking, self.carrier.like_for_like
        return stacking.rule_for(offer.stacking, forced, is_alike=is_alike, like_for_like=like_for_like)

    def _queued(self, purchase: Purchase) -> Effect | None:
        ends_at = self.holding.ends_at
        if ends_at is None or not queueing.may_queue(ends_at, self.now, self.holding.remaining_bytes):
            return None
        try:
            return stacking.load_later(self.holding, purchase, self.now, queueing.starts_by(ends_at, self.now))
        except Gated:
            return None


def scales(session: Session, card: Card, carriers: Carriers, now: datetime) -> Scales:
    """Put the card on the scales."""
    stated = Balance(cards.reading(card).remaining_bytes, card.ends_at, card.validity_days)
    holding = held(loads.of_card(session, card.id), stated, now)
    return Scales(card, holding, carriers.get(card.carrier, FORCES_NOTHING), now)
