"""Messages: one row for one thing."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import rows
from tmcard.store import leases, messages
from tmcard.store.models import Message, Order
from tmcard.store.transactions import write


def stored(session: Session, key: str, **values: Any) -> Message:
    """A queued message."""
    facts: dict[str, Any] = {"kind": "receipt", "channel": "email", "recipient": "a@example.com", "locale": "en"}
    facts |= {"zone": "UTC", "facts": {"ref": "R"}, "status": "queued", "created_at": rows.NOW, "tries": 0, "fence": 0}
    row = Message(**{**facts, "key": key, "next_at": rows.NOW, **values})
    with write(session, "row"):
        session.add(row)
    return row


def test_one_thing_is_told_in_one_message(session: Session, database_kind: str) -> None:
    stored(session, "receipt:1")
    with pytest.raises(IntegrityError):
        stored(session, "receipt:1")


def test_a_message_is_found_by_what_it_is_about(session: Session) -> None:
    message = stored(session, "receipt:1")
    assert messages.by_key(session, "receipt:1") == message
    assert messages.by_key(session, "receipt:2") is None


def test_an_orders_messages_come_in_the_order_of_their_writing(session: Session, order: Order) -> None:
    made = [stored(session, f"m:{number}", order_id=order.id) for number in range(3)]
    stored(session, "of another")
    assert messages.of_order(session, order.id) == made


def test_a_stale_fence_writes_nothing(session: Session, database_kind: str) -> None:
    message = stored(session, "receipt:1")
    with write(session, "claimed"):
        fence = leases.claim(session, Message, message.id, statuses={"queued"}, now=rows.NOW)
        assert not messages.put(session, message.id, 0, status="failed")
        assert messages.put(session, message.id, fence or 0, status="sending")
    assert messages.by_id(session, message.id).status == "sending"


def test_due_messages_are_found(session: Session) -> None:
    late, soon = stored(session, "1"), stored(session, "2", next_at=None)
    assert leases.due(session, Message, rows.NOW) == [late.id]
    assert soon.id not in leases.due(session, Message, rows.NOW)


def test_of_two_that_write_at_once_one_stores_it(session: Session, database_kind: str) -> None:
    first = stored(session, "receipt:1")
    values = {"kind": "receipt", "channel": "email", "recipient": "a@example.com", "locale": "en", "zone": "UTC"}
    with write(session, "added"):
        facts = {"facts": {}, "status": "queued", "created_at": rows.NOW, "tries": 0, "fence": 0}
        assert messages.add(session, key="receipt:1", **values, **facts) is None
    assert messages.id_of(session, "receipt:1") == first.id


def test_a_message_is_found_by_what_the_outside_calls_it(session: Session, database_kind: str) -> None:
    message = stored(session, "code:1", channel="sms", ref="0123456789ABCDEF", vendor_ref="SM1")
    assert messages.by_ref(session, "0123456789ABCDEF") == message
    assert messages.by_vendor_ref(session, "sms", "SM1") == message
    assert messages.by_vendor_ref(session, "email", "SM1") is None
    assert messages.by_ref(session, "") is None


def test_what_is_heard_later_is_written_once(session: Session, database_kind: str) -> None:
    message = stored(session, "code:1")
    with write(session, "marked"):
        assert messages.mark(session, message.id, bounced_at=rows.NOW, bounce="returned 5.2.2")
        assert not messages.mark(session, message.id, bounced_at=rows.NOW, bounce="address_refused 5.1.1")
    assert messages.by_id(session, message.id).bounce == "returned 5.2.2"
