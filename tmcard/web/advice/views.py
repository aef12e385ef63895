"""Ask for advice, and get it. The answer is an address: it changes nothing, and can be kept."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, url_for

from tmcard.services import advising, quoting
from tmcard.services.advising import NoPace, NotCovered, Trip
from tmcard.services.quoting import CannotRenew, Shelf
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.web import currencies, i18n
from tmcard.web.advice.forms import Ask
from tmcard.web.advice.words import hint_of, not_covered, telling
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.formats import data_size
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go, is_htmx, respond

blueprint = Blueprint("advice", __name__, url_prefix="/plans/cards/<card>/advice")
#: What the picker says unasked is about so many days.
HINT_DAYS = 30


@blueprint.get("")
@owner_required
def answer(card: str) -> Response:
    """The form, and the answer to what it asked."""
    found = _own_card(card)
    try:
        shelf = _shelf(found)
    except CannotRenew:
        return go(url_for("plans.picker", card=card))  # which says why
    form = _form(found, shelf)
    status, advice = 200, None
    if form.is_asked:
        status, advice = _answered(found, shelf, form)
    context = {"card": found, "shelf": shelf, "form": form, "choice_token": secrets.token_urlsafe(24)}
    told = telling(advice, shelf, form) if advice is not None else None
    return respond("advice/answer.html", "advice/_answer.html", status, told=told, **context)


@blueprint.get("/hint")
@owner_required
def hint(card: str) -> Response:
    """One line for the picker, fetched when that is already there."""
    found = _own_card(card)
    if not is_htmx():
        return go(url_for("advice.answer", card=card))
    return respond("advice/_hint.html", "advice/_hint.html", card=found, hint=_hint(found))


def _own_card(ref: str) -> Card:
    return cards.of_owner(db.session(), ref, signed_in_owner().id) or abort(404)


def _shelf(card: Card) -> Shelf:
    carriers = house().gateways.capabilities
    return quoting.shelf(db.session(), card, currencies.ours(), currencies.wanted(), now(), carriers)


def _form(card: Card, shelf: Shelf) -> Ask:
    pace = advising.pace_of(db.session(), card, now())
    daily = data_size(pace.high) if pace is not None else None
    return Ask(sorted(advising.places(shelf)), daily, now(), i18n.zone())


def _answered(card: Card, shelf: Shelf, form: Ask) -> tuple[int, Any]:
    if not form.validate():
        return 422, None
    try:
        return 200, _ask(card, shelf, form.trip())
    except NotCovered as refusal:
        form.country.errors = [not_covered(refusal)]
    return 422, None


def _ask(card: Card, shelf: Shelf, trip: Trip) -> Any:
    return advising.ask(db.session(), card, shelf, house().gateways.capabilities, trip, now())


def _hint(card: Card) -> str:
    try:
        shelf = _shelf(card)
        advice = _ask(card, shelf, Trip(now(), now() + timedelta(days=HINT_DAYS)))
    except (CannotRenew, NoPace):
        return ""
    return hint_of(advice, shelf, HINT_DAYS)
