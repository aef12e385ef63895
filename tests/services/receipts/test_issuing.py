"""A receipt with every movement of money, in its transaction; frozen as things were; numbered over whole stories."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.money import Money
from tmcard.domain.ports import Refused
from tmcard.domain.receipts import Seller
from tmcard.services import receipts as issuing
from tmcard.services import refunding
from tmcard.store import receipts
from tmcard.store.models import Order, Payment, Plan, Receipt
from tmcard.store.transactions import release, write


def issued(story: Story, order_id: int) -> list[Receipt]:
    """Every receipt of the order."""
    found = receipts.of_order(story.session, order_id)
    release(story.session)
    return found


def given_up(story: Story) -> Payment:
    """Paid, and the carrier says no for good."""
    order = story.pay()
    story.carrier.fail("top_up", Refused("plan_gone"))
    story.credit(order)
    return story.attempts(order)[-1]


def other_card(story: Story) -> Order:
    """A renewal of another card of the owner's."""
    card = rows.card(story.session, story.owner, ends_at=story.clock() + timedelta(days=7))
    know(story, card)
    return story.quote(card_ref=card.ref)


def two_approved(story: Story) -> tuple[Payment, Payment]:
    """Two attempts of one order: the first had nearly run out of time when the payer began the second."""
    first = story.approve()
    first.expires_at = story.clock() - timedelta(seconds=1)
    story.session.commit()
    return first, story.approve(story.order(first.order_id))


def ask(story: Story, payment: Payment, minor: int | None, token: str) -> None:
    """Staff gives a part back, or all that is left, and the worker carries it out."""
    amount = Money(minor, payment.currency) if minor is not None else None
    facts: dict[str, Any] = {"reason": "goodwill", "note": "slow", "actor": "staff:li", "form_token": token}
    refunding.ask(story.session, payment.id, amount=amount, **facts, now=story.clock())
    story.sweep(seconds=1)


def test_money_that_was_taken_has_a_receipt_at_once(story: Story, database_kind: str) -> None:
    order = story.pay()
    (receipt,) = issued(story, order.id)
    (payment,) = story.attempts(order)
    assert (receipt.number, receipt.amount, receipt.issued_at) == ("TM-2026-000001", order.price, story.clock())
    assert (receipt.order_ref, receipt.payment_ref, receipt.capture_id) == (order.ref, payment.ref, payment.capture_id)
    assert (receipt.locale, receipt.zone, receipt.method) == ("en", "Asia/Shanghai", "paypal")
    assert receipt.lines == [
        {"name_en": "Asia 5 GB", "name_zh": "亚洲 5 GB", "period_unit": "month", "period_count": 1}
        | {"data_bytes": order.data_bytes, "amount_minor": 900}
    ]


def test_an_attempt_that_took_nothing_has_none(story: Story) -> None:
    payment = story.approve()
    story.gateway.fail("capture", Refused("refused_for_good"))
    assert story.settle(payment).status == "declined"
    assert issued(story, payment.order_id) == []


def test_a_capture_that_is_not_written_down_has_no_receipt(story: Story, database_kind: str) -> None:
    payment = story.approve()

    def tear() -> None:
        with write(story.session, "torn"):
            issuing.paid(story.session, payment.order, payment, payment.amount, "CAPTURE-0", story.clock())
            raise LookupError

    with pytest.raises(LookupError):
        tear()
    story.settle(payment)
    assert [receipt.number for receipt in issued(story, payment.order_id)] == ["TM-2026-000001"]


def test_asking_again_whether_it_is_paid_issues_nothing_more(story: Story) -> None:
    order = story.pay()
    story.settle(story.attempts(order)[-1])
    assert len(issued(story, order.id)) == 1


def test_a_whole_refund_has_a_receipt_that_names_the_first(story: Story, database_kind: str) -> None:
    payment = given_up(story)
    story.sweep(seconds=1)
    paid, back = issued(story, payment.order_id)
    assert (back.number, back.refers_to, back.amount) == ("TMR-2026-000001", paid.number, paid.amount)
    assert (back.capture_id, back.reason) == (paid.capture_id, "plan_gone")
    assert (back.refund_ref or "").startswith("REFUND-")


def test_every_part_that_goes_back_has_its_own(story: Story, database_kind: str) -> None:
    order = story.credit(story.pay())
    (payment,) = story.attempts(order)
    ask(story, payment, 300, "first")
    ask(story, payment, None, "rest")
    paid, *back = issued(story, order.id)
    assert [each.number for each in back] == ["TMR-2026-000001", "TMR-2026-000002"]
    assert [(each.amount_minor, each.lines[0]["amount_minor"], each.reason) for each in back] == [
        (300, 300, "goodwill"),
        (600, 600, "goodwill"),
    ]
    assert {each.refers_to for each in back} == {paid.number}


def test_a_refund_that_did_not_happen_has_none(story: Story) -> None:
    order = story.credit(story.pay())
    story.gateway.fail("refund", Refused("refund_not_permitted", permanent=True))
    ask(story, story.attempts(order)[-1], 300, "first")
    assert len(issued(story, order.id)) == 1


def test_money_of_a_second_attempt_has_both_receipts(story: Story, database_kind: str) -> None:
    first, second = two_approved(story)
    story.gateway.meanwhile("capture", lambda: story.elsewhere(lambda other: other.settle(first)))
    story.settle(second)
    story.sweep(seconds=1)
    found = issued(story, first.order_id)
    assert [each.number for each in found] == ["TM-2026-000001", "TM-2026-000002", "TMR-2026-000001"]
    assert (found[2].refers_to, found[2].reason, found[2].capture_id) == (
        "TM-2026-000002",
        "surplus",
        found[1].capture_id,
    )


def test_money_that_is_not_what_was_asked_for_has_receipts_of_what_it_was(story: Story) -> None:
    story.gateway.odd = {"amount": Money(700, "EUR")}
    payment = story.settle(story.approve())
    story.sweep(seconds=1)
    paid, back = issued(story, payment.order_id)
    assert paid.amount == back.amount == Money(700, "EUR")
    assert back.reason == "mismatch"


def test_it_stays_as_it_was_issued_whatever_changes(story: Story) -> None:
    engine = story.session.get_bind()
    engine.update_execution_options(**{receipts.SELLER: Seller("Example Ltd", "1 Example Street", "42")})  # type: ignore[union-attr]
    order = story.pay()
    with write(story.session, "renamed"):
        story.session.execute(update(Plan).values(name_en="Another name"))
    engine.update_execution_options(**{receipts.SELLER: Seller("Heirs Ltd")})  # type: ignore[union-attr]
    (receipt,) = issued(story, order.id)
    assert (receipt.seller_name, receipt.seller_address, receipt.seller_tax_id) == (
        "Example Ltd",
        "1 Example Street",
        "42",
    )
    assert receipt.lines[0]["name_en"] == "Asia 5 GB"


def test_numbers_of_many_stories_at_once_have_no_gap(story: Story, database_kind: str) -> None:
    attempts = [story.approve(other_card(story)) for _ in range(4)]
    story.together(lambda other: other.settle(attempts.pop()))
    numbers = sorted(receipt.number for order_id in range(1, 5) for receipt in issued(story, order_id))
    assert numbers == [f"TM-2026-{serial:06}" for serial in range(1, 5)]


def test_a_new_year_begins_at_one(story: Story) -> None:
    story.pay()
    story.clock.tick(days=60)
    (receipt,) = issued(story, story.pay(other_card(story)).id)
    assert receipt.number == "TM-2027-000001"
