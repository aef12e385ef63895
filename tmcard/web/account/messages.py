"""What we write to an owner about: topics by mail and SMS, quiet hours, cards that stay silent, and the address."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_login import current_user

from tmcard.services import confirming, phones, unsubscribing
from tmcard.services.throttling import TooMany
from tmcard.store import alerts, cards, preferences
from tmcard.store.models import Owner
from tmcard.store.transactions import write
from tmcard.web.account.choices import Choices
from tmcard.web.account.reaching import reach
from tmcard.web.account.views import blueprint, owner_here
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required
from tmcard.web.htmx import go
from tmcard.web.refusals import seconds_until, wait

PAGE = "account/messages.html"
SAVED = ("choices", "cards", "sent")


@blueprint.get("/messages")
@owner_required
def messages() -> str:
    """What is on and what is off."""
    saved = request.args.get("saved")
    return _page(owner_here(), saved=saved if saved in SAVED else None)


@blueprint.post("/messages")
@owner_required
def choose_messages() -> Response:
    """Set every topic and the quiet hours."""
    owner = owner_here()
    form = Choices(preferences.of_owner(db.session(), owner))
    if not form.validate_on_submit():
        return make_response(_page(owner, form=form, choices=form), 422)
    unsubscribing.choose(db.session(), owner.id, form.wishes, now())
    return _saved("choices")


@blueprint.post("/messages/cards/<card>/<word>")
@owner_required
def mute(card: str, word: str) -> Response:
    """Keep reminders about one card from coming (`mute`), or let them come again (`unmute`)."""
    session, found = db.session(), cards.of_owner(db.session(), card, current_user.id)
    if found is None or word not in ("mute", "unmute"):
        abort(404)
    with write(session, "card_muted"):
        alerts.mute(session, found.id, current_user.id, word == "mute")
    return _saved("cards")


@blueprint.post("/email/resend")
@owner_required
def resend() -> Response:
    """Send another link that confirms the address."""
    at = now()
    try:
        confirming.ask_again(db.session(), current_user.id, at)
    except TooMany as error:
        response = make_response(_page(owner_here(), later=wait(error.until)), 429)
        response.headers["Retry-After"] = str(seconds_until(error.until))
        return response
    return _saved("sent")


def _page(owner: Owner, **sent: Any) -> str:
    session = db.session()
    choices = sent.pop("choices", None) or Choices(preferences.of_owner(session, owner))
    region = phones.home_region(owner.msisdn)
    facts = {
        "reach": reach(owner),
        "has_texts": house().config.texting.gets_through("reminder", region),
        "cards": cards.all_of_owner(session, owner.id),
        "muted": alerts.muted(session, owner.id),
    }
    return render_template(PAGE, choices=choices, **facts, **sent)


def _saved(part: str) -> Response:
    return go(url_for("account.messages", saved=part))
