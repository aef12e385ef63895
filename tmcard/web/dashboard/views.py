"""An owner's cards. Reads go straight to the read model; partials answer htmx, and send browsers to their page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from flask_babel import gettext as _

from tmcard.services import claiming, looking
from tmcard.services.claiming import Claimed, WrongClaim
from tmcard.services.throttling import TooMany
from tmcard.store import promises
from tmcard.store import views as rows
from tmcard.store.rows import CardRow
from tmcard.web import i18n
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.dashboard import forecasting, pictures
from tmcard.web.dashboard.forms import Claim, Rename
from tmcard.web.dashboard.words import in_words
from tmcard.web.database import db
from tmcard.web.guards import owner_required, reading_along, signed_in_owner, was_read_along
from tmcard.web.htmx import go, is_htmx, respond, tagged, unchanged
from tmcard.web.refusals import refused

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@blueprint.get("/")
@reading_along(rows.dashboard_of_holder)
@owner_required
def index() -> Response:
    """All cards of the owner."""
    return make_response(render_template("dashboard/index.html", **_all_cards()))


@blueprint.get("/cards")
@reading_along(rows.dashboard_of_holder)
@owner_required
def cards() -> Response:
    """The list alone, for a page that is open."""
    if not is_htmx():
        return go(url_for("dashboard.index"))
    found = _all_cards()
    return unchanged(found["tag"]) or _partial("dashboard/_cards.html", **found)


@blueprint.get("/cards/claim")
@owner_required
def claim() -> Response:
    """Ask for the card's number and its code."""
    return _claim_page(Claim(), 200)


@blueprint.post("/cards/claim")
@owner_required
def claim_now() -> Response:
    """Make the card the owner's."""
    form = Claim()
    if not form.validate_on_submit():
        return _claim_page(form, 422)
    try:
        claimed = _claim(form)
    except TooMany as error:
        return refused("dashboard/claim.html", form, error, "code")
    except WrongClaim:
        form.code.errors = [_("Card number and claim code do not belong together. Check both")]
        return _claim_page(form, 422)
    return go(url_for("dashboard.card", card=claimed.card_ref))


@blueprint.get("/cards/<card>")
@owner_required
def card(card: str) -> Response:
    """Everything about one card."""
    found = _own_card(card)
    return _card_page(found, Rename(label=found.label), 200)


@blueprint.get("/cards/<card>/remaining")
@owner_required
def remaining(card: str) -> Response:
    """What is left, for a page that is open."""
    return _card_partial("dashboard/_remaining.html", card, forecasting.outlook)


@blueprint.get("/cards/<card>/renewal")
@owner_required
def renewal(card: str) -> Response:
    """How a renewal is coming along, for a page that is open."""
    return _card_partial("dashboard/_renewal.html", card)


@blueprint.post("/cards/<card>/rename")
@owner_required
def rename(card: str) -> Response:
    """Call the card something else."""
    found, form = _own_card(card), Rename()
    if not form.validate_on_submit():
        return _card_page(found, form, 422)
    claiming.rename(db.session(), owner_id=signed_in_owner().id, card_ref=card, label=form.label.data)
    return go(url_for("dashboard.card", card=card))


def _own_card(ref: str) -> CardRow:
    found = rows.card(db.session(), ref, signed_in_owner().id) or abort(404)
    _note_look([found])
    return found


def _note_look(found: list[CardRow]) -> None:
    """Let what is open be asked for first; written down every few minutes only."""
    at = now()
    if looking.is_news(found, at):
        looking.note(db.session(), signed_in_owner().id, found, at)


def _claim(form: Claim) -> Claimed:
    return claiming.claim(
        db.session(),
        house().gateways.carriers,
        owner_id=signed_in_owner().id,
        iccid_text=form.iccid.data,
        code_text=form.code.data,
        now=now(),
    )


def _claim_page(form: Claim, status: int) -> Response:
    return make_response(render_template("dashboard/claim.html", form=form), status)


def _all_cards() -> dict[str, Any]:
    at, language, zone, reviving = now(), i18n.language(), i18n.zone(), house().gateways.reviving
    found = was_read_along()
    if found is None:
        found = rows.dashboard(db.reader(), signed_in_owner().id)
    _note_look(found)
    marks = [card.mark for card in found]
    return {
        "cards": [in_words(card, at, language, zone, reviving) for card in pictures.urgent_first(found, at)],
        "is_long": len(found) > pictures.FEW,
        "is_renewing": any(card.is_renewing for card in found),
        "tag": pictures.tag(marks, language, at),
        "seconds": min([pictures.pace(mark, at) for mark in marks], default=pictures.AT_REST_SECONDS),
    }


def _one_card(found: CardRow) -> dict[str, Any]:
    at, reviving = now(), house().gateways.reviving
    return {
        "card": found,
        "can_renew": found.can_renew(found.reading.condition(at), reviving),
        "words": in_words(found, at, i18n.language(), i18n.zone(), reviving),
        "steps": pictures.steps(found.renewal) if found.renewal is not None else [],
        "moved_end": promises.moved_end(db.session(), found.renewal, at),
        "now": at,
        "tag": pictures.tag([found.mark], i18n.language(), at),
        "seconds": pictures.pace(found.mark, at),
    }


def _card_page(found: CardRow, form: Rename, status: int) -> Response:
    session, context = db.session(), _one_card(found)
    history, drawn = rows.history(session, found.id), forecasting.drawn(session, found, context["now"])
    page = render_template("dashboard/card.html", form=form, history=history, **context, **drawn)
    return make_response(page, status)


def _card_partial(partial: str, ref: str, more: Callable[..., dict[str, Any]] | None = None) -> Response:
    found = _own_card(ref)
    if not is_htmx():
        return go(url_for("dashboard.card", card=ref))
    context = _one_card(found)
    answer = unchanged(context["tag"])
    if answer is None and more is not None:
        context |= more(db.session(), found, context["now"])
    return answer or _partial(partial, **context)


def _partial(partial: str, **context: Any) -> Response:
    return tagged(respond(partial, partial, **context), context["tag"])
