"""Whether mail and texts arrive at an owner, as their pages say it."""

from dataclasses import dataclass

from tmcard.domain.addresses import mask_email
from tmcard.store.models import Owner


@dataclass(frozen=True, slots=True)
class Reach:
    """The address, masked, or nothing; what is the matter with it; and whether texts come back."""

    address: str
    is_refused: bool
    is_proven: bool
    is_phone_refused: bool

    @property
    def can_be_asked(self) -> bool:
        """Whether a link that confirms the address would help."""
        return bool(self.address) and (self.is_refused or not self.is_proven)


def reach(owner: Owner) -> Reach:
    """How the owner can be reached now."""
    address = mask_email(owner.email) if owner.email else ""
    has = (owner.email_refused_at, owner.email_verified_at, owner.phone_refused_at)
    is_refused, is_proven, is_phone_refused = (at is not None for at in has)
    return Reach(address, is_refused, is_proven, is_phone_refused)
