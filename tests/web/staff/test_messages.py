"""The staff see what was written about an order, and whether it arrived."""

from typing import Any

import pytest

from tests.rows import NOW
from tests.web.staff.conftest import Desk
from tmcard.services import messaging
from tmcard.store import messages
from tmcard.store.transactions import write


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "queued"}, ["To be sent"]),
        ({"status": "sent"}, ["Sent"]),
        ({"status": "failed", "failure": "capped_country"}, ["Not sent", "capped_country"]),
        ({"status": "sent", "delivered_at": NOW}, ["Arrived"]),
        ({"status": "sent", "bounced_at": NOW, "bounce": "address_refused 5.1.1"}, ["Came back", "5.1.1"]),
    ],
)
def test_each_message_of_an_order_says_what_became_of_it(desk: Desk, values: Any, words: list[str]) -> None:
    order, _ = desk.taken()
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "now": NOW, "order_id": order.id}
    with write(desk.shop.session, "queued"):
        made = messaging.queue(
            desk.shop.session, key="r", kind="receipt", channel="email", recipient="payer@example.com", **facts
        )
        messages.put(desk.shop.session, made, 0, **values)
    page = desk.get(f"/staff/orders/{order.ref}").text
    assert [word for word in ("receipt", "pa••@example.com", *words) if word not in page] == []


def test_an_order_without_messages_has_no_list_of_them(desk: Desk) -> None:
    order, _ = desk.taken()
    assert 'id="messages"' not in desk.get(f"/staff/orders/{order.ref}").text
