"""An owner, or staff for one, makes a link, and may take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.guests import LONGEST, MAX_NOTE, MOST_USES
from tmcard.domain.links import Purpose
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer
from tmcard.services import linking, splitting, throttling
from tmcard.store import guests, links
from tmcard.store.models import Card, GuestTerms, Link
from tmcard.store.transactions import write

#: Links for one card: plenty for a family, little for whoever got into an account.
LINKS = (Limit("guest-link-day", 20, timedelta(days=1)),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link is to allow. No `skus`: any plan; no `most`: whatever it costs.

    `split`: the one plan whose price is divided between as many payers as there are `uses`, until the link ends.
    """

    skus: Sequence[str]
    most: Money | None
    uses: int
    lasts: timedelta
    shows_rest: bool = False
    note: str = ""
    split: Offer | None = None

    def __post_init__(self) -> None:
        if not (1 <= self.uses <= MOST_USES and timedelta(0) < self.lasts <= LONGEST and len(self.note) <= MAX_NOTE):
            raise ValueError("wanted")


def make(session: Session, card: Card, wanted: Wanted, *, locale: str, now: datetime, made_by: str = "owner") -> Link:
    """Make a link for the card in its owner's name; `made_by` names the member of staff who does. Commits.

    `locale` is the language of its preview in a chat. Raises TooMany, and LookupError for a card that is nobody's.
    """
    if card.owner_id is None:
        raise LookupError(card.ref)
    with write(session, "guest_link_made"):
        throttling.allow(session, LINKS, card.ref, now)
        facts = {"card_id": card.id, "expires_at": now + wanted.lasts}
        link = linking.make(session, Purpose.GUEST, owner_id=card.owner_id, locale=locale, now=now, **facts)
        guests.add_terms(session, _terms(link, wanted, made_by))
        if wanted.split is not None:
            _split(session, link, wanted.split, wanted, now)
    return link


def revoke(session: Session, link: Link, now: datetime) -> None:
    """Let the link open nothing any more. Commits.

    An approved payment whose money was not taken yet is not taken; shares of a price that is not complete go back.
    """
    with write(session, "guest_link_revoked"):
        links.lock(session, link.id)
        links.revoke(session, link.id, now)
        splitting.cancel(session, link.id, now)


def _split(session: Session, link: Link, plan: Offer, wanted: Wanted, now: datetime) -> None:
    splitting.make(
        session,
        link,
        plan_id=plan.plan_id,
        price=plan.price,
        shares=wanted.uses,
        deadline_at=now + wanted.lasts,
        now=now,
    )


def _terms(link: Link, wanted: Wanted, made_by: str) -> GuestTerms:
    terms = GuestTerms(link_id=link.id, uses=wanted.uses, shows_rest=wanted.shows_rest, note=wanted.note)
    terms.skus, terms.made_by = list(wanted.skus) or None, made_by
    if wanted.most is not None:
        terms.currency, terms.amount_minor = wanted.most.currency, wanted.most.amount_minor
    return terms
