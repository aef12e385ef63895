"""A mail with a link to renew, as it lies in the mailbox of a whole world."""

import re
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from standins.demo.people import DemoCard
from tests import renew_links
from tests.world import World
from tmcard.services import renewing
from tmcard.store.models import Card
from tmcard.store.transactions import write
from tmcard.web.database import db

ADDRESS = "li@mail.example"
LINK = re.compile(r"http://[^\s\"<>]+/r/[\w-]+")


def sent(world: World, card: DemoCard) -> str:
    """Have a link for the card sent to its owner's proven address; answers what the mail says to open."""
    address = f"{card.iccid[-6:]}.{ADDRESS}"
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        now = datetime.now(UTC)
        with write(session, "address_proven"):
            row = session.scalars(select(Card).where(Card.iccid == card.iccid)).one()
            if row.owner is None:
                raise LookupError(card.iccid)
            row.owner.email, row.owner.email_verified_at = address, now
        renewing.send_again(session, renew_links.made(session, row, now), now)
    world.worker.sweep()
    found = LINK.search(world.messages(address)[0]["text"])
    if found is None:
        raise LookupError(address)
    return found.group(0)
