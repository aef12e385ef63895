"""Who asks what is on: it decides what they may have, and which of their own reservations give way."""

from dataclasses import dataclass

from tmcard.domain.promotions.addresses import mark

#: So many codes of one visitor are looked at; nobody has more, except to try them out.
MOST_CODES = 3


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever wants a renewal of a card of `owner_id`, with the codes they said and the address they gave.

    `link_id` and `visitor_hash` as on the order; `is_guest`: through a link that the owner gave away. `instead_of`:
    the order that the new one takes the place of. `pays_share`: of a price that was split, which nothing is taken off.
    """

    owner_id: int | None
    codes: tuple[str, ...] = ()
    email: str | None = None
    link_id: int | None = None
    visitor_hash: str | None = None
    is_guest: bool = False
    instead_of: int = 0
    pays_share: bool = False

    @property
    def mark(self) -> str | None:
        """What their address is compared by."""
        return mark(self.email) if self.email else None
