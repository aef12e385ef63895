"""Observe before repeating: ask what became of the order, then send the top-up, then believe what the carrier states.

Called by the worker and by staff; calling it twice, or by two at once, is harmless.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import backoff
from tmcard.domain.crashpoints import around
from tmcard.domain.orders import OrderStatus
from tmcard.domain.ports import Carrier, GatewayError, NotFound, Profile, ProfileStatus, Refused, TopUp, TopUpRequest
from tmcard.services.crediting import balances, holding, outcomes, sights
from tmcard.services.crediting.outcomes import Work
from tmcard.services.crediting.sights import Sight
from tmcard.store import cards, leases, orders
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
    status = orders.status_of(session, order_id)
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
        hold = holding.hold_of(session, order)
    return Work(order, fence, clock, order.top_up_sent_at, hold)


def _deliver(session: Session, carrier: Carrier, work: Work) -> None:
    order = work.order
    if not order.top_up_tries and work.hold:
        return holding.held(session, work)
    if not order.top_up_tries and order.has_changed_hands:
        return outcomes.give_back(session, work, "card_changed_hands")
    sight = _observe(session, carrier, work)
    if sight is None:
        return None
    if sight.profile is None or sights.is_delivered(order, sight):
        return _found(session, carrier, work, sight)
    status = sight.profile.status
    if work.is_late or _is_over(carrier, status):
        return _give_up(session, carrier, work, "too_late" if work.is_late else f"card_{status.value}")
    if work.may_be_under_way(carrier) and not carrier.capabilities.takes_transaction_id:
        return outcomes.later(session, work, None)
    if work.hold:
        is_clear = not work.may_be_under_way(carrier)
        return holding.held(session, work) if is_clear else outcomes.later(session, work, None)
    return _top_up(session, carrier, work, sight.profile)


def _is_over(carrier: Carrier, status: ProfileStatus) -> bool:
    """Whether the card takes no top-up any more."""
    may_have_expired = carrier.capabilities.renews_expired
    return status is ProfileStatus.GONE or (status is ProfileStatus.EXPIRED and not may_have_expired)


def _observe(session: Session, carrier: Carrier, work: Work) -> Sight | None:
    order = work.order
    try:
        with around("observe_call"):
            sight = sights.look(carrier, order)
    except NotFound as error:
        _give_up(session, carrier, work, "card_gone", error)
    except GatewayError as error:
        if work.is_late and not order.top_up_tries:
            outcomes.give_back(session, work, "too_late")
        else:
            outcomes.later(session, work, error)
    else:
        return sight
    return None


def _top_up(session: Session, carrier: Carrier, work: Work, profile: Profile) -> None:
    order = work.order
    if not outcomes.intend(session, work, profile):
        return outcomes.later(session, work, None)
    code = order.carrier_code or order.plan.carrier_code
    request = TopUpRequest(order.card.carrier_ref, code, sights.transaction_id(order))
    try:
        with around("top_up_call"):
            answer = carrier.top_up(request)
    except Refused as error:
        if error.permanent:
            return _refused(session, carrier, work, error)
        return outcomes.later(session, work, error)
    except GatewayError as error:
        return outcomes.later(session, work, error)
    return _answered(session, carrier, work, answer, profile)


def _answered(session: Session, carrier: Carrier, work: Work, answer: TopUp, before: Profile) -> None:
    """It is made. A carrier that does not say what the card holds now is asked once; it may not know it yet."""
    stated = balances.by_answer(answer, before)
    if stated is None:
        stated = balances.settled(_read_back(carrier, work), _expected(session, carrier, work), is_fresh=False)
    outcomes.delivered(session, work, stated, top_up=answer.carrier_top_up_ref)


def _read_back(carrier: Carrier, work: Work) -> Profile | None:
    try:
        with around("read_back_call"):
            return carrier.read(work.order.card.carrier_ref)
    except GatewayError:
        return None


def _found(session: Session, carrier: Carrier, work: Work, sight: Sight) -> None:
    """An earlier request of ours was carried out, whatever became of its answer."""
    lag, made = carrier.capabilities.balance_lag, sight.made or ()
    is_fresh = not lag or all(past.made_at + lag <= work.clock() for past in made)
    stated = balances.settled(sight.profile, _expected(session, carrier, work), is_fresh=is_fresh)
    outcomes.delivered(session, work, stated, top_up=" ".join(past.carrier_top_up_ref for past in made))


def _expected(session: Session, carrier: Carrier, work: Work) -> balances.Stated:
    """What must be on the card now, by our own arithmetic."""
    order = outcomes.reread(session, work)
    loaded_at = cards.last_loaded_at(session, order.card_id)
    release(session)
    return balances.derived(order, loaded_at=loaded_at, lag=carrier.capabilities.balance_lag)


def _refused(session: Session, carrier: Carrier, work: Work, error: Refused) -> None:
    """The carrier said no for good. Money goes back only once a look confirms that nothing was loaded."""
    sight = _observe(session, carrier, work)
    if sight is None:
        return None
    if sight.profile is None or sights.is_delivered(outcomes.reread(session, work), sight):
        return _found(session, carrier, work, sight)
    return _give_up(session, carrier, work, error.code, error)


def _give_up(session: Session, carrier: Carrier, work: Work, reason: str, error: GatewayError | None = None) -> None:
    """Give the money back, unless an earlier request of ours may still be on its way to the carrier."""
    if work.may_be_under_way(carrier):
        return outcomes.later(session, work, error)
    return outcomes.give_back(session, work, reason, error.evidence if error else {})
