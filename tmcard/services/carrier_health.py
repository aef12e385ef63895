"""Whether a carrier is known to be down: then no money is taken for what could not be delivered.

A circuit breaker kept in the database, so that every process sees it: so many requests in a row without
an answer open it, one answer or the end of the window closes it.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tmcard.domain.ports import GatewayError, NotSent, Unknown
from tmcard.store import counters

#: Requests in a row without an answer after which a carrier counts as down, and for how long.
UNANSWERED = 5
WINDOW = timedelta(minutes=5)


def note(session: Session, carrier: str, error: GatewayError | None, now: datetime) -> None:
    """Count a request that brought no answer, or begin again at nothing, inside the caller's transaction.

    A refusal or a wish for patience is an answer: whoever says no is not down.
    """
    if isinstance(error, Unknown | NotSent):
        counters.hit(session, _key(carrier), UNANSWERED, WINDOW, now)
    else:
        counters.forget(session, _key(carrier))


def is_down(session: Session, carrier: str, now: datetime) -> bool:
    """Whether the carrier has left so many requests unanswered that it would be wrong to take money for it."""
    return counters.count(session, _key(carrier), now) >= UNANSWERED


def _key(carrier: str) -> str:
    return f"carrier-unanswered|{carrier}"
