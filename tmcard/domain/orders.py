"""An order: our promise of one plan for one card at a frozen price. The only source of its states."""

from datetime import timedelta
from enum import StrEnum

from tmcard.domain.states import move

#: How long a quote's price and effect hold.
QUOTE_LIFETIME = timedelta(minutes=15)
#: How long an unpaid order can still be found and paid again after a new quote.
OPEN_LIFETIME = timedelta(hours=24)
#: From paid to credited, or the money goes back by itself.
DELIVERY_DEADLINE = timedelta(minutes=30)
#: A claimed state older than this is told to a person.
STUCK_AFTER = timedelta(minutes=15)


class OrderStatus(StrEnum):
    """Where an order stands. Present participles are claims: somebody is at work and may have been killed there."""

    OPEN = "open"
    QUEUED = "queued"
    POOLED = "pooled"
    PAID = "paid"
    CREDITING = "crediting"
    HELD = "held"
    CREDITED = "credited"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


S = OrderStatus
FINAL = frozenset({S.CREDITED, S.REFUNDED, S.EXPIRED, S.CANCELLED})
#: Paid, and surely nothing was loaded: the delivery can still be stopped.
STOPPABLE = frozenset({S.QUEUED, S.POOLED, S.PAID, S.HELD})
#: States the sweeper looks after until they end, and soon. A queued order may rest for months.
WORKED = frozenset({S.PAID, S.CREDITING, S.REFUNDING})
#: Paid and not delivered yet: another renewal of the card has to wait. Not for a share: who knows if the others pay.
AWAITED = frozenset({S.QUEUED, S.PAID, S.CREDITING})

MOVES = {
    "requoted": move(S.OPEN, S.OPEN),
    "capture_completed": move(S.PAID, S.OPEN),
    "paid_ahead": move(S.QUEUED, S.OPEN),
    "queue_ended": move(S.PAID, S.QUEUED),
    "queue_cancelled": move(S.REFUNDING, S.QUEUED),
    "share_paid": move(S.POOLED, S.OPEN),
    "shares_delivered": move(S.CREDITED, S.POOLED),
    "shares_given_back": move(S.REFUNDING, S.POOLED),
    "topping_up": move(S.CREDITING, S.PAID, S.CREDITING),
    "topped_up": move(S.CREDITED, S.CREDITING),
    "held": move(S.HELD, S.QUEUED, S.PAID, S.CREDITING),
    "released": move(S.PAID, S.HELD),
    "requeued": move(S.QUEUED, S.HELD),
    "delivery_impossible": move(S.REFUNDING, S.QUEUED, S.POOLED, S.PAID, S.CREDITING, S.HELD),
    "refund_completed": move(S.REFUNDED, S.REFUNDING),
    "lapsed": move(S.EXPIRED, S.OPEN),
    "withdrawn": move(S.CANCELLED, S.OPEN),
}
