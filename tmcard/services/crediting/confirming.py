"""After a renewal whose balance was our own arithmetic: the carrier's word, as soon as it can know of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain import queueing
from tmcard.domain.ports import UsageReport
from tmcard.domain.states import Act
from tmcard.services.crediting.balances import Stated
from tmcard.services.crediting.outcomes import evidence
from tmcard.store import cards, orders
from tmcard.store.models import Card


def agree(session: Session, card: Card, report: UsageReport, now: datetime) -> None:
    """Let the report that was just written speak for the whole card if it states an end, in the caller's transaction.

    It counts when it was measured after the newest load; before, it knows nothing of that. The renewal it confirms
    gets its `stated_*`, and the journal says what differs from the promise. A queued renewal may start by it.
    """
    if queueing.is_nearly_used_up(cards.reading(card)):
        orders.make_queued_due(session, card.id, now)
    if report.ends_at is None or report.reported_at != card.reported_at:
        return
    loaded_at = cards.last_loaded_at(session, card.id)
    if loaded_at is not None and report.reported_at < loaded_at:
        return
    if (card.total_bytes, card.ends_at) != (report.total_bytes, report.ends_at):
        cards.put(session, card.id, total_bytes=report.total_bytes, ends_at=report.ends_at, version=card.version + 1)
    order = orders.unstated(session, card.id)
    if order is None:
        return
    stated = Stated(report.total_bytes, report.used_bytes, report.ends_at, card.validity_days)
    orders.state(session, order.id, stated.total_bytes, stated.ends_at)
    orders.note(session, order.id, "balance_stated", order.status, Act("worker", now, None, evidence(order, stated)))
