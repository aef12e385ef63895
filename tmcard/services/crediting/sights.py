"""One look at the carrier: whether an order's top-up was made, and what the card holds."""

from dataclasses import dataclass

from tmcard.domain.ports import Carrier, GatewayError, PastTopUp, Profile
from tmcard.store.models import Order


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen. `made` is None where the carrier keeps no books that can be asked.

    `profile` is None only beside a top-up that was made: a card that cannot be read does not undo it.
    """

    profile: Profile | None
    made: tuple[PastTopUp, ...] | None = None


def transaction_id(order: Order) -> str:
    """What every request for this order's top-up goes by, for ever: in the carrier's books it is the order."""
    return f"tm-{order.ref}-1"


def look(carrier: Carrier, order: Order) -> Sight:
    """Ask the carrier's books, where there are any, then for the card. Raises what the carrier raises."""
    made = None if carrier.history is None else tuple(carrier.history.made_under(transaction_id(order)))
    try:
        return Sight(carrier.read(order.card.carrier_ref), made)
    except GatewayError:
        if not made:
            raise
        return Sight(None, made)


def is_delivered(order: Order, sight: Sight) -> bool:
    """Whether the order's top-up was made: by the books, or else because the card holds more than before our first try.

    A reading proves nothing where there are books: it may be old, and grow by what another order brought. Elsewhere
    it does, since only one order of a card is at its carrier at a time.
    """
    if sight.made is not None or sight.profile is None:
        return bool(sight.made)
    if not order.top_up_tries or order.baseline_total_bytes is None:
        return False
    profile = sight.profile
    return profile.total_bytes > order.baseline_total_bytes or profile.validity_days > (order.baseline_days or 0)
