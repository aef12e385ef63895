"""Webhooks as they came in, each once."""

from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.store.inserting import insert_into
from tmcard.store.models import InboxEvent


def add(session: Session, source: str, event_id: str, kind: str, subject: str, now: datetime) -> bool:
    """Keep an event. False when it came before."""
    facts = {"source": source, "event_id": event_id, "kind": kind, "subject": subject, "received_at": now}
    row = insert_into(session, InboxEvent).values(**facts)
    kept = row.on_conflict_do_nothing(index_elements=[InboxEvent.source, InboxEvent.event_id]).returning(InboxEvent.id)
    return session.execute(kept).scalar_one_or_none() is not None
