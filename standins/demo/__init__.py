"""Demo data for a local run: owners that can sign in, and a card in every state a card can be in."""

from sqlalchemy import select

from standins.demo.people import FREE, PASSWORD, PEOPLE, STAFF_KEY, STAFF_NAME
from standins.demo.seed import seed
from tmcard.store.models import Owner
from tmcard.web.database import db

__all__ = ["is_wanted", "log_ins", "seed"]


def is_wanted() -> bool:
    """Whether the site has no owner yet."""
    with db.engine.connect() as connection:
        return connection.execute(select(Owner.id).limit(1)).first() is None


def log_ins(site: str, mailbox: str) -> list[str]:
    """How to sign in, and the cards that still wait for an owner, as lines for the welcome. Addresses without `/`."""
    lines = ["Sign in with one of these numbers; the code for a new device lies in the mailbox."]
    lines += [f"    {person.msisdn}   {PASSWORD}   ({person.locale})" for person in PEOPLE]
    lines += ["Or register with a number of your own, then claim one of these cards:"]
    lines += [f"    ICCID {card.iccid}   claim code {card.claim_code}" for card in FREE]
    lines += [f"Staff look after orders at {site}/staff/", f"    {STAFF_NAME}   {PASSWORD}"]
    lines += [f"    the code: {mailbox}/authenticator?key={STAFF_KEY}"]
    return lines
