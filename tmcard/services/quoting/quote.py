"""A choice becomes an order: what was shown is frozen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.domain.currencies import Currencies
from tmcard.domain.holdings import Effect
from tmcard.domain.identifiers import new_ref
from tmcard.domain.links import Purpose
from tmcard.domain.orders import OPEN_LIFETIME, QUOTE_LIFETIME, OrderStatus
from tmcard.domain.promotions import Asker
from tmcard.domain.quotes import Policy, Start
from tmcard.domain.splits import Share
from tmcard.domain.states import Act
from tmcard.services import promoting, throttling
from tmcard.services.quoting.choices import Choice, Shelf, shelf
from tmcard.services.quoting.effects import UNKNOWN, Carriers
from tmcard.services.quoting.refusals import NoSuchCard, NoSuchPlan, NotNow
from tmcard.store import cards, orders
from tmcard.store.models import Card, Link, Order
from tmcard.store.transactions import write

#: Far more than anybody compares, far less than fills a table.
QUOTES = (Limit("quote-hour", 60, timedelta(hours=1)), Limit("quote-day", 200, timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Wish:
    """Which plan somebody wants for which card, and how they read and pay. `form_token` names the form that says so.

    `owner_id` is whose card it is. Where it comes through a link: which, and the mark of the browser. `codes` are the
    promotion codes they said, `email` is where the receipt goes, if that is known. `instead_of`: the order that it
    takes the place of. `share`: what of a split price they pay; then nothing else is taken off it.
    """

    owner_id: int
    card_ref: str
    sku: str
    form_token: str
    currency: str
    locale: str
    zone: str
    starts: Start = Start.NOW
    link_id: int | None = None
    visitor_hash: str | None = None
    codes: tuple[str, ...] = ()
    email: str | None = None
    instead_of: int = 0
    share: Share | None = None

    @property
    def counted_for(self) -> str:
        """Whom it is counted for: through a link strangers ask, and they must not use up what the owner may."""
        return str(self.owner_id) if self.link_id is None else f"link:{self.link_id}"


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
    starts: Start = Start.NOW,
    carriers: Carriers = UNKNOWN,
    link_id: int | None = None,
    visitor_hash: str | None = None,
    codes: tuple[str, ...] = (),
    email: str | None = None,
) -> Order:
    """Freeze one choice as an open order. The same form again answers the same order, whatever else it says.

    Raises NoSuchCard, NoSuchPlan, NotNow, CannotRenew, TooMany.
    """
    asked = (owner_id, card_ref, sku, form_token, currency, locale, zone, starts)
    wish = Wish(*asked, link_id, visitor_hash, codes, email)
    with write(session, "quoted"):
        order = place(session, wish, now, carriers)
    return orders.by_id(session, order.id)


def place(session: Session, wish: Wish, now: datetime, carriers: Carriers) -> Order:
    """`quote` within the caller's transaction."""
    card = cards.of_owner(session, wish.card_ref, wish.owner_id)
    if card is None:
        raise NoSuchCard(wish.card_ref)
    cards.lock(session, card.id)  # the same form twice at once: the second sees the first's order
    known = orders.by_form_token(session, wish.form_token)
    if known is not None and (known.owner_id, known.visitor_hash) == (wish.owner_id, wish.visitor_hash):
        return known
    throttling.allow(session, QUOTES, wish.counted_for, now)
    house, asker = Currencies((wish.currency,)), _asker(session, wish)
    found = shelf(session, card, house, wish.currency, now, carriers, asker, locked=True)
    choice = _chosen(found.choices, wish.sku)
    order = _freeze(card, choice, wish.starts, now)
    if wish.share is not None:
        order.currency, order.amount_minor = wish.share.price.currency, wish.share.price.amount_minor
        order.split_id, order.share_number = wish.share.split_id, wish.share.number
    order.form_token, order.owner_id = wish.form_token, wish.owner_id
    order.locale, order.zone = wish.locale, wish.zone
    order.link_id, order.visitor_hash = wish.link_id, wish.visitor_hash
    orders.add(session, order, Act("owner", now))
    _reserve(session, order, choice, found, now)
    return order


def _asker(session: Session, wish: Wish) -> Asker:
    """Who asks. Only a link that the owner gave away makes somebody a guest: a reminder's is their own."""
    link = session.get(Link, wish.link_id) if wish.link_id is not None else None
    is_guest = link is not None and link.purpose == Purpose.GUEST
    whence = (wish.link_id, wish.visitor_hash, is_guest)
    return Asker(wish.owner_id, wish.codes, wish.email, *whence, wish.instead_of, wish.share is not None)


def _reserve(session: Session, order: Order, choice: Choice, found: Shelf, now: datetime) -> None:
    if choice.deal is not None and found.running is not None:
        promoting.reserve(session, order, choice.deal, found.running, now)


def _chosen(found: list[Choice], sku: str) -> Choice:
    for choice in found:
        if choice.offer.sku == sku:
            return choice
    raise NoSuchPlan(sku)


def _freeze(card: Card, choice: Choice, starts: Start, now: datetime) -> Order:
    offer, effect = choice.offer, choice.loading.effect(starts)
    if effect is None:
        raise NotNow(starts)
    order = Order(ref=new_ref(), status=OrderStatus.OPEN, card_id=card.id, plan_id=offer.plan_id)
    order.currency, order.amount_minor = choice.price.currency, choice.price.amount_minor
    order.data_bytes, order.starts = choice.data_bytes, starts
    if choice.deal is not None:
        order.list_minor, order.carrier_code = offer.price.amount_minor, choice.deal.carrier_code
    _promise(order, effect)
    _rule(order, Policy(offer.period, choice.loading.rule))
    order.created_at, order.quote_ends_at, order.next_at = now, now + QUOTE_LIFETIME, now + OPEN_LIFETIME
    order.top_up_tries = order.tries = order.fence = order.version = 0
    return order


def _promise(order: Order, effect: Effect) -> None:
    before, after = effect.before, effect.after
    order.before_bytes, order.before_ends_at = before.remaining_bytes, before.ends_at
    order.after_bytes, order.after_ends_at, order.after_days = after.remaining_bytes, after.ends_at, after.validity_days
    order.after_buckets, order.anchor_day = effect.buckets, effect.anchor_day
    order.lost_bytes, order.lost_seconds = effect.lost_bytes, int(effect.lost.total_seconds())


def _rule(order: Order, policy: Policy) -> None:
    period = policy.period
    order.period_unit, order.period_count = period.unit, period.count
    order.counting, order.period_zone, order.stacking = period.counting, period.zone, policy.stacking
    order.terms_version = policy.terms_version
    order.deliver_within_seconds = int(policy.deliver_within.total_seconds())
