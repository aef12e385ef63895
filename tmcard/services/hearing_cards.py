"""Hints from carriers: a reason to ask now what is left on a card, and no more than that."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.attention import Attention
from tmcard.domain.ports import CardHint, CardHints
from tmcard.services import throttling
from tmcard.services.throttling import TooMany
from tmcard.store import cards, inbox
from tmcard.store.transactions import write

#: Hints about one card that count. Carriers send a few a day; not all of them sign what they send.
HINTS = (Limit("card_hint", 12, timedelta(hours=1)),)
MAX_NAME = 64


def hear_card(
    session: Session, carrier: str, hints: CardHints, headers: Mapping[str, str], raw_body: bytes, now: datetime
) -> bool:
    """Take in one transmission of `carrier`; answers whether a card's usage is asked for because of it.

    What came before, speaks of no card of an owner of ours, or comes too often changes nothing. Raises what
    `CardHints.read` raises.
    """
    hint = hints.read(headers, raw_body, now)
    if not (_is_name(hint.carrier_ref) and _is_name(hint.kind)):
        return False
    try:
        with write(session, "card_hint_kept"):
            return _keep(session, carrier, hint, now)
    except TooMany:
        return False


def _keep(session: Session, carrier: str, hint: CardHint, now: datetime) -> bool:
    card = cards.by_carrier_ref(session, carrier, hint.carrier_ref)
    if card is None or card.owner_id is None:
        return False
    if not inbox.add(session, carrier, hint.event_id, hint.kind, hint.carrier_ref, now):
        return False
    throttling.allow(session, HINTS, str(card.id), now)
    cards.put(session, card.id, usage_due_at=min(now, card.usage_due_at or now), attention=Attention.PRESSING)
    return True


def _is_name(text: str) -> bool:
    """Whether it can be one of ours: what was made up may hold what no database takes."""
    return 0 < len(text) <= MAX_NAME and text.isascii() and text.isprintable()
