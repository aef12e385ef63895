"""One price between several payers: the shares, and what becomes of those who have paid. docs/splits.md."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus

#: Between how many at most, and how long they may take: the money of those who paid first waits with us meanwhile.
FEWEST, MOST = 2, 10
LONGEST = timedelta(days=7)
#: How soon whoever has paid is looked at again while the renewal is on its way to the card.
LOOK_AGAIN = timedelta(minutes=5)
#: The failure of a share whose split came to nothing.
FAILED = "split_failed"


class Outcome(StrEnum):
    """How a split ended: all have paid, or not in time, or its owner took the link back."""

    COMPLETE = "complete"
    LATE = "late"
    REVOKED = "revoked"


class Place(StrEnum):
    """Where the money of a share goes: it waits for the others, it was the last, or there is no room for it."""

    WAITS = "waits"
    LAST = "last"
    NONE = "none"


class Fate(StrEnum):
    """What becomes of a share that waits."""

    WAIT = "wait"
    DELIVERED = "delivered"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class Share:
    """One share of a split: its number, counted from one, and what it costs."""

    split_id: int
    number: int
    price: Money


def shares_of(price: Money, count: int) -> tuple[Money, ...]:
    """The price in `count` shares: together exactly the price, none more than a minor unit above another.

    Raises ValueError where one would be nothing.
    """
    if not FEWEST <= count <= MOST or price.amount_minor < count:
        raise ValueError("count")
    each, over = divmod(price.amount_minor, count)
    return tuple(Money(each + (number < over), price.currency) for number in range(count))


def fate(lead: OrderStatus | None, *, has_ended: bool) -> Fate:
    """What becomes of a share that waits, by the renewal that the last share set off (None: there is none)."""
    if lead is None:
        return Fate.GIVEN_BACK if has_ended else Fate.WAIT
    if lead is OrderStatus.CREDITED:
        return Fate.DELIVERED
    return Fate.GIVEN_BACK if lead in (OrderStatus.REFUNDING, OrderStatus.REFUNDED) else Fate.WAIT
