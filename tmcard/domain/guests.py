"""What a guest checkout link allows, and why not: the rules alone."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tmcard.domain.links import LIFETIMES, Purpose, Standing
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus

#: How often one link may be used at most, how long it may stand, and how much may be written to the payer.
MOST_USES = 20
LONGEST = LIFETIMES[Purpose.GUEST]
MAX_NOTE = 300
#: For how many days a link may be made.
DAYS = (1, 3, 7, 14, LONGEST // timedelta(days=1))

S = OrderStatus
#: An order in one of these uses nothing up: it was not paid, or the money goes back.
FREE = frozenset({S.OPEN, S.EXPIRED, S.CANCELLED, S.REFUNDING, S.REFUNDED})
USING = frozenset(S) - FREE


class Refusal(StrEnum):
    """Why nothing can be paid through a link, or not this."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used_up"
    PLAN = "plan"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Terms:
    """Which plans (None: any), at most how much each (None: whatever it costs), and how often."""

    skus: frozenset[str] | None
    most: Money | None
    uses: int

    def against(self, sku: str, price: Money) -> Refusal | None:
        """What stands against one plan at its price. Amounts of different currencies cannot be compared: refused."""
        if self.skus is not None and sku not in self.skus:
            return Refusal.PLAN
        if self.most is None:
            return None
        is_dear = price.currency != self.most.currency or price.amount_minor > self.most.amount_minor
        return Refusal.AMOUNT if is_dear else None


def ended(standing: Standing, used: int, uses: int) -> Refusal | None:
    """Why a link opens nothing any more. What its owner did counts before what others and time did."""
    if standing is Standing.REVOKED:
        return Refusal.REVOKED
    if used >= uses:
        return Refusal.USED_UP
    return None if standing is Standing.OPEN else Refusal.EXPIRED
