"""What a renewal would take away: from which share on it is asked about, and whether it might wait instead."""

from tmcard.domain.queueing import may_queue
from tmcard.domain.quotes import Start
from tmcard.store.models import Order
from tmcard.web.callers import house
from tmcard.web.clock import now


def asks_twice(order: Order) -> bool:
    """Whether paying takes away so much that the payer has to say that they know."""
    return order.burns_more_than(house().config.till.loss_asks_twice_percent)


def may_choose_start(order: Order) -> bool:
    """Whether the payer may choose when it starts: it waits already, or waiting would save a good part of it."""
    if order.starts == Start.QUEUED:
        return True
    return asks_twice(order) and may_queue(order.before_ends_at, now(), order.before_bytes)
