"""Messages in words: what the worker sends by. What each kind tells is in `letters_*`, the words in templates.

A further room registers its kinds with one line in FACTS.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import force_locale
from jinja2 import Template
from sqlalchemy.orm import Session

from tmcard.config import Config
from tmcard.domain.messages import STOPPABLE, Channel
from tmcard.domain.preferences import Topic
from tmcard.services import linking, phones, unsubscribing
from tmcard.services.messaging import Letter, NotWanted, Office
from tmcard.store.models import Message
from tmcard.web import (
    letters_accounts,
    letters_doors,
    letters_guests,
    letters_orders,
    letters_reminders,
    letters_splits,
)
from tmcard.web.callers import keys
from tmcard.web.database import db
from tmcard.web.letters_links import link as link
from tmcard.web.receipts import attached, sheet

Facts = Mapping[str, Any]
Wordings = list[str | Template]
#: What the templates of each kind are told besides `zone`.
FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {
    **letters_orders.FACTS,
    **letters_accounts.FACTS,
    **letters_doors.FACTS,
    **letters_guests.FACTS,
    **letters_reminders.FACTS,
    **letters_splits.FACTS,
}


def office(config: Config) -> Office:
    """What messages are sent under, by the settings."""
    return Office(config.texting, urlsplit(config.base_url).hostname or "tmcard", config.support_email)


def render(message: Message) -> Letter:
    """The letter for `message` in its reader's language and zone. Needs an application context, no request.

    Reads what it tells in a session of its own, which is closed before anything is sent. Raises NothingToTell.
    """
    with Session(db.engine, expire_on_commit=False) as session, force_locale(message.locale):
        stop_url = _stop_url(session, message)
        facts = {**FACTS[message.kind](session, message), "zone": message.zone, "stop_url": stop_url}
        if message.channel == Channel.SMS:
            return Letter("", _plain(_wordings(message), facts), "")
        return _mail(message, facts)


def _mail(message: Message, facts: Facts) -> Letter:
    name, stop_url = f"message/{message.kind}", facts["stop_url"]
    subject = " ".join(_plain(f"{name}.subject.txt", facts).split())
    text = _plain(f"{name}.txt", facts) + "\n"
    if stop_url:
        text += "\n" + _plain("message/stop.txt", facts) + "\n"
    receipt = facts.get("receipt")
    files = (attached(sheet(receipt)),) if receipt is not None else ()
    return Letter(subject, text, render_template(f"{name}.html", **facts), files, _stoppable(stop_url))


def _stoppable(stop_url: str) -> Mapping[str, str]:
    """RFC 8058: what a mail program needs to show a button that stops such mails, without opening a page."""
    if not stop_url:
        return {}
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _stop_url(session: Session, message: Message) -> str:
    """Where such messages are turned off; nothing for those that cannot be. Raises NotWanted where they are off."""
    if message.kind not in STOPPABLE or message.owner_id is None:
        return ""
    topic = _topic(message)
    if not unsubscribing.is_wanted(session, message.owner_id, message.channel, topic):
        raise NotWanted(message.kind)
    known = unsubscribing.link_of(session, message.owner_id)
    if known is None:
        return ""
    named = {"topic": topic} if topic is not None else {}
    return link("unsubscribe.show", token=linking.token_of(keys(), known), **named)


def _topic(message: Message) -> Topic | None:
    named = message.facts.get("topic", "")
    return Topic(named) if named in list(Topic) else None


def _wordings(message: Message) -> Wordings:
    """The wording of the reader's region, where it has one of its own, else the usual one."""
    region = phones.home_region(message.recipient).lower()
    return [f"message/{message.kind}.sms.{region}.txt", f"message/{message.kind}.sms.txt"]


def _plain(template: str | Wordings, facts: Facts) -> str:
    return render_template(template, **facts).strip()
