"""One page behind the link of every mail that can be turned off: for its topic or all of them, by mail and SMS.

No CSRF token is asked for: mail programs post without cookies (RFC 8058), and whoever has the token in the address
could do no more with one. Opening the page changes nothing, since scanners open it too.
"""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import force_locale

from tmcard.domain.addresses import mask_email
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Topic
from tmcard.services import unsubscribing
from tmcard.store import preferences
from tmcard.store.models import Owner
from tmcard.web import arriving, topics
from tmcard.web.callers import keys
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.security import csrf

blueprint = Blueprint("unsubscribe", __name__)
PAGE = "unsubscribe/choices.html"
#: What a mail program sends when its reader presses the button that it shows.
ONE_CLICK = ("List-Unsubscribe", "One-Click")
EVERY = "all"


@blueprint.get("/u/<token>")
@blueprint.get("/u/<token>/<topic>")
def show(token: str, topic: str = EVERY) -> Response:
    """What is on and what is off, with a button for each."""
    owner = _owner(token)
    named = _topics(topic)
    return arriving.unknown() if owner is None else _page(owner, token, topic, named)


@blueprint.post("/u/<token>")
@blueprint.post("/u/<token>/<topic>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF carries no types
def turn(token: str, topic: str = EVERY) -> Response:
    """Turn off what the address names, for a mail program; or what a button on the page says. 200 and no redirect."""
    owner = _owner(token)
    named = _topics(topic)
    if owner is None:
        return arriving.unknown()
    if request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        unsubscribing.turn(db.session(), owner.id, named, Channel.EMAIL, False, now())
        return Response("", 200, mimetype="text/plain")
    channel, is_wanted = _way(request.form.get("way", "")), request.form.get("wanted") == "yes"
    unsubscribing.turn(db.session(), owner.id, _topics(request.form.get("topic", "")), channel, is_wanted, now())
    return _page(owner, token, topic, named, done=True)


def _page(owner: Owner, token: str, topic: str, named: frozenset[Topic], *, done: bool = False) -> Response:
    """Nothing of the owner's but a masked address, and what they chose; in the language of their mails."""
    wishes = preferences.of_owner(db.session(), owner)
    ways = [(channel, name, topics.lines(wishes, channel)) for channel, name in topics.WAYS.items()]
    facts = {"address": mask_email(owner.email) if owner.email else None, "ways": ways, "done": done, "key": token}
    asked = next(iter(named)) if topic != EVERY else None
    with force_locale(owner.locale):
        return make_response(render_template(PAGE, topic=topic, asked=asked, **facts))


def _owner(token: str) -> Owner | None:
    return unsubscribing.owner_at(db.session(), keys(), token, now())


def _topics(named: str) -> frozenset[Topic]:
    """The topic that is named, or every one; 404 for anything else."""
    if named == EVERY:
        return frozenset(Topic)
    return frozenset({Topic(named)}) if named in list(Topic) else abort(arriving.unknown())


def _way(named: str) -> Channel:
    return Channel(named) if named in list(Channel) else abort(arriving.unknown())
