"""Cards that come to a step, and what their owners were told."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tests import rows
from tests.services.stories import Story
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services import reminding
from tmcard.store import alerts, cards
from tmcard.store.models import Card, CardAlert, Message
from tmcard.store.transactions import release, write

TOTAL = 5 * BYTES_PER_GB


def round_of(story: Story) -> int:
    """The worker comes by."""
    return reminding.remind(story.session, story.clock)


def watched(story: Story, card: Card | None = None, **values: Any) -> Card:
    """A card that was looked at before, with two of its five gigabytes used."""
    card = card or rows.card(story.session, story.owner, **values)
    see(story, card)
    round_of(story)
    return card


def see(story: Story, card: Card, **values: Any) -> None:
    """The card's figures are written."""
    with write(story.session, "changed"):
        if values:
            cards.put(story.session, card.id, **values)
        alerts.see(story.session, card.id, story.clock())


def use(story: Story, card: Card, percent: int) -> list[str]:
    """So much is used; what was told after the worker has come by."""
    see(story, card, used_bytes=-(-percent * TOTAL // 100))
    round_of(story)
    return told(story, card)


def messages(story: Story) -> list[Message]:
    """Every reminder so far, oldest first."""
    found = story.session.scalars(select(Message).where(Message.kind == "reminder").order_by(Message.id))
    rows_found = list(found.all())
    release(story.session)
    return rows_found


def told(story: Story, card: Card) -> list[str]:
    """What was told about the card so far, by way and crossing."""
    mine = [each for each in messages(story) if each.facts["card"] == card.ref]
    return [f"{each.channel}:{'+'.join(each.facts['crossed'])}" for each in mine]


def alert(story: Story, card: Card) -> CardAlert:
    """The card's row."""
    found = alerts.of_card(story.session, card.id)
    release(story.session)
    assert found is not None
    return found


def due_at(story: Story, card: Card) -> datetime | None:
    """When the card is looked at again."""
    return alert(story, card).due_at
