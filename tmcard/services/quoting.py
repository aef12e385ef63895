"""From a choice to a quote: an open order whose price and effect are frozen and shown before paying."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.identifiers import new_ref
from tmcard.domain.orders import OPEN_LIFETIME, QUOTE_LIFETIME, OrderStatus
from tmcard.domain.plans import Offer
from tmcard.domain.states import Act
from tmcard.domain.usage import Condition
from tmcard.domain.validity import Balance, Effect, extend
from tmcard.services import throttling
from tmcard.store import cards, orders, plans
from tmcard.store.models import Card, Order
from tmcard.store.transactions import write

#: Far more than anybody compares, far less than fills a table.
QUOTES = (Limit("quote-hour", 60, timedelta(hours=1)), Limit("quote-day", 200, timedelta(days=1)))


class CannotRenew(Exception):
    """The card can get no renewal now. `reason`: `expired`, `gone` or `under_way`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoSuchCard(LookupError):
    """There is no such card for this owner."""


class NoSuchPlan(LookupError):
    """The plan is not sold (any more) for this card."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan as this card's owner sees it: what it costs and what it does to this very card."""

    offer: Offer
    effect: Effect


def choices(session: Session, card: Card, currency: str, now: datetime) -> list[Choice]:
    """Every plan on sale for the card, with its effect. Raises CannotRenew."""
    check_renewable(session, card, now)
    balance = _balance(card)
    offers = plans.on_sale(session, card.carrier, currency, now)
    return [Choice(offer, extend(balance, offer.period, offer.data_bytes, now)) for offer in offers]


def quote(
    session: Session,
    *,
    owner_id: int,
    card_ref: str,
    sku: str,
    form_token: str,
    currency: str,
    locale: str,
    zone: str,
    now: datetime,
) -> Order:
    """Freeze one choice as an open order. The same form again answers the same order, whatever else it says.

    Raises NoSuchCard, NoSuchPlan, CannotRenew, TooMany.
    """
    with write(session, "quoted"):
        card = cards.of_owner(session, card_ref, owner_id)
        if card is None:
            raise NoSuchCard(card_ref)
        cards.lock(session, card.id)  # the same form twice at once: the second sees the first's order
        known = orders.by_form_token(session, form_token)
        if known is not None and known.owner_id == owner_id:
            return known
        throttling.allow(session, QUOTES, str(owner_id), now)
        choice = _chosen(choices(session, card, currency, now), sku)
        order = _freeze(card, choice, now)
        order.form_token, order.owner_id, order.locale, order.zone = form_token, owner_id, locale, zone
        orders.add(session, order, Act("owner", now))
    return orders.by_id(session, order.id)


def requote(session: Session, order: Order, *, form_token: str, now: datetime) -> Order:
    """A fresh order for the same card and plan, after the old quote has run out. Raises as `quote`."""
    if order.owner_id is None:
        raise NoSuchCard(order.ref)
    return quote(
        session,
        owner_id=order.owner_id,
        card_ref=order.card.ref,
        sku=order.plan.sku,
        form_token=form_token,
        currency=order.currency,
        locale=order.locale,
        zone=order.zone,
        now=now,
    )


def check_renewable(session: Session, card: Card, now: datetime, *, but: int = 0) -> None:
    """Make sure that a renewal of the card could be delivered, `but` being the order that asks. Raises CannotRenew."""
    if card.is_gone:
        raise CannotRenew("gone")
    if cards.reading(card).condition(now) is Condition.EXPIRED:
        raise CannotRenew("expired")
    if orders.is_under_way(session, card.id, but=but):
        raise CannotRenew("under_way")


def _chosen(found: list[Choice], sku: str) -> Choice:
    for choice in found:
        if choice.offer.sku == sku:
            return choice
    raise NoSuchPlan(sku)


def _balance(card: Card) -> Balance:
    return Balance(cards.reading(card).remaining_bytes, card.ends_at, card.validity_days)


def _freeze(card: Card, choice: Choice, now: datetime) -> Order:
    before, after, offer = choice.effect.before, choice.effect.after, choice.offer
    order = Order(ref=new_ref(), status=OrderStatus.OPEN, card_id=card.id, plan_id=offer.plan_id)
    order.currency, order.amount_minor, order.data_bytes = (
        offer.price.currency,
        offer.price.amount_minor,
        offer.data_bytes,
    )
    order.before_bytes, order.before_ends_at = before.remaining_bytes, before.ends_at
    order.after_bytes, order.after_ends_at, order.after_days = after.remaining_bytes, after.ends_at, after.validity_days
    order.created_at, order.quote_ends_at, order.next_at = now, now + QUOTE_LIFETIME, now + OPEN_LIFETIME
    order.top_up_tries = order.tries = order.fence = order.version = 0
    return order
