"""Links are made in the transaction that gives them away, and found by the token in their address."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain import links as rules
from tmcard.domain.identifiers import new_ref
from tmcard.domain.links import Purpose, Standing
from tmcard.services.codes import Keys
from tmcard.store import links
from tmcard.store.models import Link


def make(session: Session, purpose: Purpose, *, owner_id: int, locale: str, now: datetime, **facts: Any) -> Link:
    """Make a link, inside the caller's transaction. `facts` are further columns, `expires_at` among them."""
    link = Link(ref=new_ref(), purpose=purpose, owner_id=owner_id, locale=locale, created_at=now)
    link.expires_at = rules.expires_at(purpose, now)
    for name, value in facts.items():
        setattr(link, name, value)
    return links.add(session, link)


def find(session: Session, keys: Keys, purpose: Purpose, token: str) -> Link | None:
    """The link that a token is for, in whatever standing; None for a token that is damaged, foreign or made up."""
    ref = rules.ref_of(keys, purpose, token)
    return links.by_ref(session, ref, purpose) if ref is not None else None


def token_of(keys: Keys, link: Link) -> str:
    """What stands in the link's address."""
    return rules.token(keys, Purpose(link.purpose), link.ref)


def standing(session: Session, link: Link, now: datetime) -> Standing:
    """Whether the link may be used now. A newer reminder's link takes the place of an older one's.

    A link to renew is used by an order of its own that was paid and not given back: nothing else writes that down.
    """
    return rules.standing(
        now,
        expires_at=link.expires_at,
        used_at=links.paid_at(session, link.id) if link.purpose == Purpose.RENEW else None,
        revoked_at=link.revoked_at,
        superseded=_is_superseded(session, link),
    )


def _is_superseded(session: Session, link: Link) -> bool:
    if link.purpose != Purpose.RENEW or link.card_id is None:
        return False
    newest = links.newest_of_card(session, link.card_id, Purpose.RENEW)
    return newest is not None and newest.id != link.id
