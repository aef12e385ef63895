"""What needs a person, and an order with its whole story: every figure on the page is the stored one."""

from datetime import timedelta

import pytest

from tests import rows
from tests.web.staff.conftest import Desk
from tmcard.domain import disputes, refunds
from tmcard.domain.orders import MOVES, STUCK_AFTER
from tmcard.domain.payments import MOVES as PAYMENT_MOVES
from tmcard.domain.states import Act
from tmcard.services.reconciling.own_books import REMARKS
from tmcard.store import cases, orders
from tmcard.store.transactions import write
from tmcard.web.staff import words

CANARY = "\"'><svg onload=alert(1)>"


def test_nothing_to_do_says_so(desk: Desk) -> None:
    assert "Nothing needs you" in desk.get("/staff/").text
    assert "没有待处理的事" in desk.chinese("/staff/")


def test_what_hangs_is_listed_with_its_age_and_leads_to_its_order(desk: Desk) -> None:
    at = desk.shop.at - STUCK_AFTER - timedelta(hours=2)
    order, _ = desk.taken("paid", paid_at=at, worked_since=at)
    page = desk.get("/staff/").text
    assert f'href="/staff/orders/{order.ref}"' in page
    assert "Orders that hang" in page
    assert "for 2 hours" in page


def test_an_open_dispute_is_listed(desk: Desk) -> None:
    order, payment = desk.taken()
    desk.disputed(payment)
    assert "Open disputes" in desk.get("/staff/").text
    assert "Open disputes" not in desk.get(f"/staff/orders/{order.ref}").text


def test_a_failed_refund_is_listed(desk: Desk) -> None:
    _, payment = desk.taken()
    rows.refund(desk.shop.session, payment, "failed", origin="staff", ended_at=desk.shop.at)
    assert "Refunds that failed" in desk.get("/staff/").text


@pytest.mark.parametrize("what", ["order", "payment", "capture", "iccid", "email"])
def test_an_order_is_found_by_what_one_has_in_hand(desk: Desk, what: str) -> None:
    order, payment = desk.taken(receipt_email="payer@example.com")
    names = {"order": order.ref, "payment": payment.ref, "capture": payment.capture_id}
    names |= {"iccid": order.card.iccid[-6:], "email": "payer@example.com"}
    page = desk.get("/staff/orders", query_string={"q": names[what]}).text
    assert f'href="/staff/orders/{order.ref}"' in page
    assert f'value="{names[what]}"' in page


def test_nothing_found_says_so(desk: Desk) -> None:
    assert "Nothing fits" in desk.get("/staff/orders?q=nothing").text
    assert "Nothing fits" not in desk.get("/staff/orders").text


def test_the_page_holds_the_whole_story(desk: Desk) -> None:
    order, payment = desk.taken()
    refund = rows.refund(desk.shop.session, payment, note="Slow on the train", reason="goodwill")
    with write(desk.shop.session, "told"):
        act = Act("staff:ada", desk.shop.at, evidence={"code": "slow"})
        orders.note(desk.shop.session, order.id, "captured", "captured", act, subject=payment.ref)
    page = desk.get(f"/staff/orders/{order.ref}").text
    told = [order.ref, order.card.iccid, payment.ref, payment.checkout_id, payment.capture_id, payment.invoice_id]
    told += [refund.ref, "Slow on the train", "ada", "Captured", "code: slow", "US$9.00"]
    assert [each for each in told if each and each not in page] == []


def test_a_phone_is_never_shown_whole(desk: Desk) -> None:
    order, _ = desk.taken()
    page = desk.get(f"/staff/orders/{order.ref}").text
    assert desk.shop.owner.msisdn not in page
    assert "••••" in page


def test_what_others_wrote_is_shown_as_text(desk: Desk) -> None:
    """ASVS 1.2.1."""
    order, payment = desk.taken(receipt_email=CANARY, failure=CANARY[:20])
    rows.refund(desk.shop.session, payment, note=CANARY)
    with write(desk.shop.session, "told"):
        orders.note(desk.shop.session, order.id, CANARY[:30], "x", Act(CANARY, desk.shop.at, evidence={CANARY: CANARY}))
    for page in (desk.get(f"/staff/orders/{order.ref}").text, desk.get(f"/staff/orders?q={CANARY}").text):
        assert "<svg onload" not in page


@pytest.mark.parametrize(
    "status", ["open", "paid", "crediting", "held", "credited", "refunding", "refunded", "expired"]
)
def test_every_state_has_its_page_in_both_languages(desk: Desk, status: str) -> None:
    order, payment = desk.taken(status)
    rows.payment(desk.shop.session, order, "declined", failure="instrument_declined")
    for state in ("refunding", "refunded", "failed"):
        rows.refund(desk.shop.session, payment, state)
    assert "Journal" in desk.get(f"/staff/orders/{order.ref}").text
    assert "日志" in desk.chinese(f"/staff/orders/{order.ref}")


def test_every_kind_of_case_has_words() -> None:
    assert set(words.CASES) == set(cases.LISTS)


def test_every_line_of_the_journal_has_words() -> None:
    events = {*MOVES, *PAYMENT_MOVES, *refunds.MOVES, *refunds.BEGINS, *disputes.MOVES, *disputes.BEGINS}
    assert (events | REMARKS) - set(words.EVENTS) == set()
    assert set(words.REFUNDS) == set(refunds.RefundState)
    assert set(words.DISPUTES) == set(disputes.DisputeStatus)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-1, "0 minutes"),
        (1, "1 minute"),
        (89, "89 minutes"),
        (90, "1 hour"),
        (47 * 60, "47 hours"),
        (48 * 60, "2 days"),
    ],
)
def test_ages(desk: Desk, minutes: int, said: str) -> None:
    with desk.shop.app.test_request_context("/"):
        assert words.age(desk.shop.at - timedelta(minutes=minutes), desk.shop.at) == said
