"""What the message tells that brings a fresh link to renew: the link, and which card it is for."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from tmcard.domain.links import Purpose, Standing
from tmcard.services import renewing
from tmcard.services.messaging import NothingToTell
from tmcard.store import links
from tmcard.store.models import Message
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.links import renew_url

Facts = Mapping[str, Any]


def _renew_link(session: Session, message: Message) -> Facts:
    """Raises NothingToTell once the link is of no use any more."""
    link = links.by_ref(session, message.facts["link"], Purpose.RENEW)
    if link is None or link.card is None or renewing.standing(session, link, now()) is not Standing.OPEN:
        raise NothingToTell(message.facts["link"])
    told = {"tail": link.card.iccid[-4:], "renew_url": renew_url(link), "ends_at": link.expires_at}
    return {**told, "support_email": house().config.support_email}


FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {"renew_link": _renew_link}
