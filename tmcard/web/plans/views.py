"""The plan picker."""

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from tmcard.domain.orders import WORKED
from tmcard.domain.plans import PeriodUnit
from tmcard.domain.usage import Condition
from tmcard.services import quoting
from tmcard.services.quoting import CannotRenew, Choice, NoSuchPlan
from tmcard.store import cards, orders
from tmcard.store.models import Card, Order
from tmcard.web import i18n
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go
from tmcard.web.plans.forms import Choose

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.get("/")
@owner_required
def index() -> AnyResponse | str:
    """Ask which card to renew. Whoever has only one goes straight on."""
    owned, at = cards.all_of_owner(db.session(), signed_in_owner().id), now()
    if len(owned) == 1:
        return go(url_for("plans.picker", card=owned[0].ref))
    owned.sort(key=lambda card: cards.reading(card).condition(at) is Condition.EXPIRED)  # cannot be renewed: last
    return render_template("plans/cards.html", cards=owned, readings=[cards.reading(card) for card in owned], now=at)


@blueprint.get("/cards/<card>")
@owner_required
def picker(card: str) -> Response:
    """The plans for one card, each with its effect on it."""
    found = _own_card(card)
    try:
        choices = _choices(found)
    except CannotRenew as refusal:
        return _cannot(found, refusal.reason, 200)
    return _page(found, choices, Choose(_skus(choices), found.plan.sku if found.plan else None), 200)


@blueprint.post("/cards/<card>/choose")
@owner_required
def choose(card: str) -> Response:
    """Freeze the choice as a quote, and show it for review."""
    found = _own_card(card)
    try:
        choices = _choices(found)
        form = Choose(_skus(choices))
        if not form.validate_on_submit():
            return _page(found, choices, form, 422)
        return go(url_for("checkout.show", ref=_quote(found, form).ref))
    except CannotRenew as refusal:
        return _cannot(found, refusal.reason, 409)
    except NoSuchPlan:  # it was withdrawn between two reads
        return go(url_for("plans.picker", card=card))


@blueprint.get("/cards/<card>/choose")
@owner_required
def astray(card: str) -> Response:
    """Somebody opened the address of the button: show the picker it is on."""
    return go(url_for("plans.picker", card=card))


def _own_card(ref: str) -> Card:
    return cards.of_owner(db.session(), ref, signed_in_owner().id) or abort(404)


def _choices(card: Card) -> list[Choice]:
    return quoting.choices(db.session(), card, house().config.currency, now())


def _skus(choices: list[Choice]) -> list[str]:
    return [choice.offer.sku for choice in choices]


def _quote(card: Card, form: Choose) -> Order:
    return quoting.quote(
        db.session(),
        owner_id=signed_in_owner().id,
        card_ref=card.ref,
        sku=form.plan.data,
        form_token=form.token_for(card.ref),
        currency=house().config.currency,
        locale=i18n.language(),
        zone=i18n.zone(),
        now=now(),
    )


def _page(card: Card, choices: list[Choice], form: Choose, status: int) -> Response:
    groups = [(unit, [c for c in choices if c.offer.period.unit is unit]) for unit in PeriodUnit]
    page = render_template(
        "plans/picker.html", card=card, reading=cards.reading(card), groups=groups, form=form, current=card.plan
    )
    return make_response(page, status)


def _cannot(card: Card, reason: str, status: int) -> Response:
    under_way = next((order for order in orders.of_card(db.session(), card.id) if order.status in WORKED), None)
    page = render_template("plans/cannot_renew.html", card=card, reason=reason, under_way=under_way)
    return make_response(page, status)
