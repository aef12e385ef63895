"""Looking now, and closing what nobody will ever know: in somebody's name, by the doors everybody uses."""

from datetime import timedelta

import pytest

from tests import rows
from tests.web.staff.conftest import Desk
from tmcard.domain.payments import CLOSABLE_AFTER
from tmcard.domain.ports import Unknown
from tmcard.store.models import Order, Payment


def test_a_look_settles_by_the_same_door_and_says_who_asked(desk: Desk) -> None:
    order = desk.shop.order()
    payment = rows.payment(desk.shop.session, order)
    desk.approved(payment)
    answer = desk.post(f"/staff/orders/{order.ref}/look")
    assert answer.location == f"/staff/orders/{order.ref}?done=looked"
    assert ("looked_at", "staff:lin") in [(line.event, line.actor) for line in desk.journal(order)]
    assert ("captured", "staff:lin") in [(line.event, line.actor) for line in desk.journal(order)]
    assert "looked at just now" in desk.get(answer.location).text


def test_looking_again_changes_nothing_but_the_journal(desk: Desk) -> None:
    order = desk.shop.order()
    desk.approved(rows.payment(desk.shop.session, order))
    for _ in range(3):
        desk.post(f"/staff/orders/{order.ref}/look")
    assert [call for call in desk.shop.gateway.calls if call == "capture"] == ["capture"]


def _lost(desk: Desk, **values: object) -> tuple[Order, Payment]:
    """A capture that was sent long ago and never answered; PayPal has forgotten the checkout."""
    order = desk.shop.order()
    sent = desk.shop.at - CLOSABLE_AFTER - timedelta(hours=1)
    facts = {"capture_sent_at": sent, "created_at": sent, "tries": 20, **values}
    return order, rows.payment(desk.shop.session, order, "capturing", **facts)


def _close(desk: Desk, lost: tuple[Order, Payment], note: str = "Not in PayPal's pages") -> tuple[int, str]:
    answer = desk.post(f"/staff/orders/{lost[0].ref}/payments/{lost[1].ref}/close", note=note)
    return answer.status_code, answer.text


def test_a_lost_attempt_is_listed_offered_and_closed_with_a_note(desk: Desk) -> None:
    lost = _lost(desk)
    assert "Lost attempts" in desk.get("/staff/").text
    assert "/close" in desk.get(f"/staff/orders/{lost[0].ref}").text
    assert lost[1].invoice_id in desk.get(f"/staff/orders/{lost[0].ref}/payments/{lost[1].ref}/close").text
    assert _close(desk, lost)[0] == 303
    line = next(line for line in desk.journal(lost[0]) if line.event == "closed_by_staff")
    assert (line.actor, line.evidence["note"]) == ("staff:lin", "Not in PayPal's pages")
    assert desk.shop.attempts(lost[0])[0].status == "expired"


@pytest.mark.parametrize("note", ["", " ", "x" * 501])
def test_the_note_is_asked_for(desk: Desk, note: str) -> None:
    lost = _lost(desk)
    status, page = _close(desk, lost, note)
    assert (status, 'id="note-error"' in page) == (422, True)
    assert desk.shop.attempts(lost[0])[0].status == "capturing"


def test_what_paypal_knows_is_not_closed(desk: Desk) -> None:
    lost = _lost(desk)
    desk.approved(lost[1])
    status, page = _close(desk, lost)
    assert (status, "PayPal knows this payment" in page) == (422, True)


def test_what_may_still_be_carried_out_is_not_closed(desk: Desk) -> None:
    lost = _lost(desk, capture_sent_at=desk.shop.at)
    status, page = _close(desk, lost)
    assert (status, "too early" in page) == (422, True)
    assert "/close" not in desk.get(f"/staff/orders/{lost[0].ref}").text


def test_no_answer_closes_nothing(desk: Desk) -> None:
    lost = _lost(desk)
    desk.shop.gateway.fail("read", Unknown("timeout"))
    status, page = _close(desk, lost)
    assert (status, "did not answer" in page) == (422, True)
    assert desk.shop.attempts(lost[0])[0].status == "capturing"


def test_closing_twice_is_told(desk: Desk) -> None:
    lost = _lost(desk)
    assert [_close(desk, lost)[0] for _ in range(2)] == [303, 422]
