"""Observe before repeating: ask the carrier what the card holds, then send the top-up, then believe what it states.

Called by the worker and by staff; calling it twice, or by two at once, is harmless.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.orders import OrderStatus
from tmcard.domain.ports import Carrier, GatewayError, NotFound, Profile, ProfileStatus, Refused, TopUpRequest
from tmcard.services.crediting import outcomes
from tmcard.services.crediting.outcomes import Stated, Work
from tmcard.store import leases, orders
from tmcard.store.models import Order
from tmcard.store.transactions import release, write

Clock = Callable[[], datetime]
WORKED = frozenset({OrderStatus.PAID, OrderStatus.CREDITING})


def credit(session: Session, carriers: Mapping[str, Carrier], order_id: int, clock: Clock) -> OrderStatus:
    """Bring a paid order as far as it can go now, and answer its status.

    While somebody else is at it, nothing happens. Never repeats blindly, never refunds while delivery is unknown.
    """
    work = _claim(session, order_id, clock)
    if work is not None:
        _deliver(session, carriers[work.order.card.carrier], work)
    status = OrderStatus(orders.by_id(session, order_id).status)
    release(session)
    return status


def _claim(session: Session, order_id: int, clock: Clock) -> Work | None:
    with write(session, "credit_claimed"):
        fence = leases.claim(session, Order, order_id, statuses=WORKED, now=clock())
        order = orders.by_id(session, order_id)
        if fence is None:
            return None
        if orders.is_overtaken(session, order.card_id, order.id, clock()):
            leases.release(session, Order, order.id, fence, next_at=clock() + backoff.delay(0, order.id), tried=False)
            return None
    return Work(order, fence, clock, order.top_up_sent_at)


def _deliver(session: Session, carrier: Carrier, work: Work) -> None:
    order = work.order
    if not order.top_up_tries and order.has_changed_hands:
        return outcomes.give_back(session, work, "card_changed_hands")
    profile = _observe(session, carrier, work)
    if profile is None:
        return None
    if outcomes.is_delivered(order, profile):
        return outcomes.delivered(session, work, Stated.by(profile))
    if profile.status in (ProfileStatus.GONE, ProfileStatus.EXPIRED) or work.is_late:
        reason = "too_late" if work.is_late else f"card_{profile.status.value}"
        return _give_up(session, work, reason)
    if work.may_be_under_way and not carrier.takes_transaction_id:
        return outcomes.later(session, work, None)
    return _top_up(session, carrier, work, profile)


def _observe(session: Session, carrier: Carrier, work: Work) -> Profile | None:
    order = work.order
    try:
        with around("observe_call"):
            profile = carrier.read(order.card.carrier_ref)
    except NotFound as error:
        _give_up(session, work, "card_gone", error)
    except GatewayError as error:
        if work.is_late and not order.top_up_tries:
            outcomes.give_back(session, work, "too_late")
        else:
            outcomes.later(session, work, error)
    else:
        return profile
    return None


def _top_up(session: Session, carrier: Carrier, work: Work, profile: Profile) -> None:
    order = work.order
    if not outcomes.intend(session, work, profile):
        return outcomes.later(session, work, None)
    try:
        with around("top_up_call"):
            answer = carrier.top_up(TopUpRequest(order.card.carrier_ref, order.plan.carrier_code, f"tm-{order.ref}-1"))
    except Refused as error:
        if error.permanent:
            return _refused(session, carrier, work, error)
        return outcomes.later(session, work, error)
    except GatewayError as error:
        return outcomes.later(session, work, error)
    return outcomes.delivered(session, work, Stated.by(answer, has_begun=profile.ends_at is not None))


def _refused(session: Session, carrier: Carrier, work: Work, error: Refused) -> None:
    """The carrier said no for good. Money goes back only once a look confirms that nothing was loaded."""
    profile = _observe(session, carrier, work)
    if profile is None:
        return None
    tried = outcomes.reread(session, work)
    if outcomes.is_delivered(tried, profile):
        return outcomes.delivered(session, work, Stated.by(profile))
    return _give_up(session, work, error.code, error)


def _give_up(session: Session, work: Work, reason: str, error: GatewayError | None = None) -> None:
    """Give the money back, unless an earlier request of ours may still be on its way to the carrier."""
    if work.may_be_under_way:
        return outcomes.later(session, work, error)
    return outcomes.give_back(session, work, reason, error.evidence if error else {})
