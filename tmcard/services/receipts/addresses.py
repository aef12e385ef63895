"""Where receipts go: the address a payer gave once is offered again."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.services import resetting
from tmcard.store import owners
from tmcard.store.transactions import write


def remember_address(session: Session, owner_id: int, email: str, now: datetime) -> None:
    """Keep `email` as the owner's, if they have none. Commits.

    Not while a reset by SMS alone is fresh: whoever did it must not choose where notices go.
    """
    owner = owners.by_id(session, owner_id)
    if not email or owner is None or owner.email or resetting.is_cooling_down(session, owner_id, now):
        return
    with write(session, "address_remembered"):
        owners.put(session, owner_id, email=email)
