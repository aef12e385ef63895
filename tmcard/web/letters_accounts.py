"""What mails and texts about accounts tell: codes, notices, addresses to confirm; and caps that staff hear of."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from tmcard.domain.links import Purpose, Standing
from tmcard.services import linking
from tmcard.services.codes import code_for
from tmcard.services.messaging import NothingToTell
from tmcard.store import links, verifications
from tmcard.store.models import Message
from tmcard.web.callers import house, keys
from tmcard.web.clock import now
from tmcard.web.letters_links import link

Facts = Mapping[str, Any]


def _code(session: Session, message: Message) -> Facts:
    verification = verifications.by_ref(session, message.facts["verification"])
    if verification is None or verification.expires_at <= now():
        raise NothingToTell(message.facts["verification"])
    host = urlsplit(house().config.base_url).hostname or ""
    return {"code": code_for(keys(), verification), "host": host, "purpose": verification.purpose}


def _event(_session: Session, message: Message) -> Facts:
    return {"device": message.facts["device"], "at": datetime.fromisoformat(message.facts["at"])}


def _nothing(_session: Session, _message: Message) -> Facts:
    return {}


def _confirm_email(session: Session, message: Message) -> Facts:
    made = links.by_ref(session, message.facts["link"], Purpose.EMAIL)
    if made is None or linking.standing(session, made, now()) is not Standing.OPEN:
        raise NothingToTell(message.facts["link"])
    return {
        "confirm_url": link("unsubscribe.confirm", token=linking.token_of(keys(), made)),
        "ends_at": made.expires_at,
    }


def _capped(_session: Session, message: Message) -> Facts:
    return {"code": message.facts["code"], "region": message.facts["region"]}


FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {
    "code": _code,
    "already_registered": _nothing,
    "no_account": _nothing,
    "password_changed": _event,
    "new_device": _event,
    "confirm_email": _confirm_email,
    "capped": _capped,
}
