"""The plan picker."""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tmcard.domain.orders import AWAITED
from tmcard.domain.plans import PeriodUnit
from tmcard.domain.promotions import Asker, Kind
from tmcard.domain.usage import Condition
from tmcard.services import quoting, trying
from tmcard.services.quoting import CannotRenew, NoSuchPlan, NotNow, Shelf
from tmcard.store import cards, orders
from tmcard.store.models import Card, Order
from tmcard.web import currencies, i18n, offers, said
from tmcard.web.callers import client, house
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
        shelf = _shelf(found, currencies.wanted())
    except CannotRenew as refusal:
        return _cannot(found, refusal.reason, 200)
    return _page(found, shelf, _form(shelf, found.plan.sku if found.plan else None), 200)


@blueprint.post("/cards/<card>/choose")
@owner_required
def choose(card: str) -> Response:
    """Freeze the choice as a quote, and show it for review."""
    found = _own_card(card)
    sent = request.form.get("currency", "")
    try:
        shelf = _shelf(found, sent if sent in currencies.ours().names else currencies.wanted())
        form = _form(shelf)
        if not form.validate_on_submit():
            return _page(found, shelf, form, 422)
        return go(url_for("checkout.show", ref=_quote(found, shelf, form).ref))
    except CannotRenew as refusal:
        return _cannot(found, refusal.reason, 409)
    except (NoSuchPlan, NotNow):  # it was withdrawn, or more data came, between two reads
        return go(url_for("plans.picker", card=card))


@blueprint.post("/cards/<card>/currency")
@owner_required
def currency(card: str) -> Response:
    """Show prices in another currency, now and next time."""
    answer = go(url_for("plans.picker", card=_own_card(card).ref))
    return currencies.remember(answer, request.form.get("currency", ""))


@blueprint.post("/cards/<card>/code")
@owner_required
def code(card: str) -> Response:
    """Say a promotion code, or take one back. One that does nothing for any plan here is refused with why."""
    found, here = _own_card(card), url_for("plans.picker", card=card)
    if "take_back" in request.form:
        return said.take_back(go(here), request.form["take_back"])
    box = said.SayCode()
    try:
        if box.validate_on_submit():
            trying.count(db.session(), client(), now())
            why = _shelf(found, currencies.wanted(), said.with_code(box.text)).refused.get(box.text)
            if why is None:
                return said.say(go(here), box.text)
            box.refuse(offers.reason_words(why))
        shelf = _shelf(found, currencies.wanted())
        return _page(found, shelf, _form(shelf), 422, box)
    except CannotRenew as refusal:
        return _cannot(found, refusal.reason, 409)


@blueprint.get("/cards/<card>/code")
@blueprint.get("/cards/<card>/currency")
@blueprint.get("/cards/<card>/choose")
@owner_required
def astray(card: str) -> Response:
    """Somebody opened the address of the button: show the picker it is on."""
    return go(url_for("plans.picker", card=card))


def _own_card(ref: str) -> Card:
    return cards.of_owner(db.session(), ref, signed_in_owner().id) or abort(404)


def _shelf(card: Card, wanted: str, codes: tuple[str, ...] | None = None) -> Shelf:
    asker = Asker(card.owner_id, said.codes() if codes is None else codes)
    return quoting.shelf(db.session(), card, currencies.ours(), wanted, now(), house().gateways.capabilities, asker)


def _form(shelf: Shelf, current: str | None = None) -> Choose:
    return Choose(shelf.at_once, current, shelf.currency)


def _quote(card: Card, shelf: Shelf, form: Choose) -> Order:
    price = next(choice.offer.price for choice in shelf.choices if choice.offer.sku == form.plan.data)
    return quoting.quote(
        db.session(),
        owner_id=signed_in_owner().id,
        card_ref=card.ref,
        sku=form.plan.data,
        form_token=form.token_for(card.ref),
        currency=price.currency,
        locale=i18n.language(),
        zone=i18n.zone(),
        now=now(),
        carriers=house().gateways.capabilities,
        codes=said.codes(),
    )


def _page(card: Card, shelf: Shelf, form: Choose, status: int, code_form: said.SayCode | None = None) -> Response:
    groups = [(unit, [c for c in shelf.choices if c.offer.period.unit is unit]) for unit in PeriodUnit]
    rates = currencies.ours().rates if any(choice.estimate for choice in shelf.choices) else None
    page = render_template(
        "plans/picker.html", card=card, reading=cards.reading(card), groups=groups, form=form, current=card.plan,
        shelf=shelf, rates_on=rates.on if rates is not None else None, now=now(),
        banner=offers.whats_on(Kind.SALE), code_form=code_form or said.SayCode(), codes=said.codes(),
        doing_nothing=shelf.refused, code_action=url_for("plans.code", card=card.ref),
    )  # fmt: skip
    return make_response(page, status)


def _cannot(card: Card, reason: str, status: int) -> Response:
    under_way = next((order for order in orders.of_card(db.session(), card.id) if order.status in AWAITED), None)
    page = render_template("plans/cannot_renew.html", card=card, reason=reason, under_way=under_way)
    return make_response(page, status)
