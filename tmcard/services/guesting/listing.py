"""An owner's links and what was paid through each. Never who paid."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import guests as rules
from tmcard.domain.guests import Refusal
from tmcard.domain.links import Purpose
from tmcard.services import linking
from tmcard.services.guesting.checking import terms_of
from tmcard.store import guests, links
from tmcard.store.models import GuestTerms, Link, Order


@dataclass(frozen=True, slots=True)
class Made:
    """A link, why it opens nothing any more (None: it does), how often it was used, and the orders paid through it."""

    link: Link
    terms: GuestTerms
    ended: Refusal | None
    used: int
    paid: tuple[Order, ...]


def of_owner(session: Session, owner_id: int, now: datetime) -> list[Made]:
    """All guest links of the owner, newest first."""
    return made(session, links.of_owner(session, owner_id, Purpose.GUEST), now)


def made(session: Session, found: list[Link], now: datetime) -> list[Made]:
    """These links with what became of them."""
    keys = [link.id for link in found]
    used, paid = guests.used(session, keys), guests.paid_through(session, keys)
    return [_made(session, link, used.get(link.id, 0), paid, now) for link in found]


def _made(session: Session, link: Link, used: int, paid: list[Order], now: datetime) -> Made:
    terms = terms_of(link)
    ended = rules.ended(linking.standing(session, link, now), used, terms.uses)
    return Made(link, terms, ended, used, tuple(order for order in paid if order.link_id == link.id))
