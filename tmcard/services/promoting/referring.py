"""An owner's code for friends, and what a friend's first renewal brings them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.promotions import Kind
from tmcard.store import promotions, referrals, reservations
from tmcard.store.models import Order
from tmcard.store.transactions import write

#: 40 random bits: said on the phone, and nobody hits one by chance within the limits on trying.
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Brought:
    """What an owner's code has brought: friends who renewed, and rewards that wait for the next renewal."""

    friends: int
    waiting: int


def code_of(session: Session, owner_id: int, now: datetime) -> str:
    """The owner's code, made when it is asked for the first time. Commits."""
    while (code := referrals.of_owner(session, owner_id)) is None:
        with write(session, "referral_code_made"):
            referrals.add(session, owner_id, new_ref()[:CODE_LENGTH], now)
    return code


def brought(session: Session, owner_id: int, now: datetime) -> Brought:
    """What the owner's code has brought so far."""
    waiting = reservations.free_rewards(session, owner_id, now)
    return Brought(referrals.earned(session, owner_id), len(waiting))


def credited(session: Session, order: Order, now: datetime) -> None:
    """Grant whoever brought a friend their reward, in the transaction that credits the friend's renewal."""
    code = referrals.said(session, order.id) if order.list_minor is not None else None
    if code is None or code.owner_id == order.owner_id:
        return
    reward = next((row for row in promotions.candidates(session, now, []) if row.kind == Kind.REWARD), None)
    if reward is not None:
        referrals.add_reward(session, code.owner_id, order.id, reward.id, now)
