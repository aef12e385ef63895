"""The end of a queue: the renewal is like any other paid one from here on."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.states import Act
from tmcard.store import cards, orders
from tmcard.store.models import Order


def begin(session: Session, order: Order, act: Act, **values: Any) -> bool:
    """Let `credit` take the renewal to its card, inside the caller's transaction. The time in which we promised to
    deliver counts from here. False when it is not queued any more.
    """
    times = {"worked_since": act.at, "deadline_at": act.at + order.policy.deliver_within, "next_at": act.at}
    return orders.advance(session, order.id, "queue_ended", act, lease_until=None, tries=0, **times, **values)


def reason(order: Order, now: datetime) -> str:
    """Why the renewal starts now; empty while it waits.

    A card that is gone or somebody else's has nothing to wait for: `credit` gives the money back.
    """
    if order.has_changed_hands or order.card.is_gone:
        return "card_lost"
    reading = cards.reading(order.card)
    if queueing.is_nearly_used_up(reading):
        return "data"
    return "end" if queueing.is_due(reading, order.paid_at or order.created_at, now) else ""
