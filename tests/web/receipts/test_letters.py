"""Mails about money carry the receipt: its number, the file, and the way to its page."""

import pytest

from tests import papers, rows
from tests.web.shop import Shop
from tmcard.services import noticing
from tmcard.services.messaging import Letter
from tmcard.store import messages
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release, write
from tmcard.web.letters import render

ATTACHED = {"en": "attached as a PDF", "zh": "见附件（PDF）"}


@pytest.fixture(params=["en", "zh"])
def order(request: pytest.FixtureRequest, shop: Shop) -> Order:
    """Of a payer who left an address, in each language."""
    facts = {"receipt_email": "payer@example.com", "locale": request.param, "stated_ends_at": rows.NOW}
    return shop.order("credited", **facts)


@pytest.fixture
def payment(shop: Shop, order: Order) -> Payment:
    """What paid the order, with its receipt."""
    payment = rows.payment(shop.session, order, "captured")
    papers.paid(shop.session, order, payment)
    return payment


def letter(shop: Shop, order: Order) -> Letter:
    """The last thing that was queued about the order, in words."""
    message = messages.of_order(shop.session, order.id)[-1]
    release(shop.session)
    with shop.app.app_context():
        return render(message)


def credited(shop: Shop, order: Order) -> Letter:
    with write(shop.session, "noticed"):
        noticing.credited(shop.session, order, rows.NOW)
    return letter(shop, order)


def given_back(shop: Shop, payment: Payment, minor: int, reason: str = "goodwill") -> Letter:
    refund = rows.refund(shop.session, payment, amount_minor=minor, reason=reason)
    papers.given_back(shop.session, payment, refund)
    with write(shop.session, "noticed"):
        noticing.refunded(shop.session, payment.order, refund, rows.NOW)
    return letter(shop, payment.order)


def test_the_receipt_comes_with_its_number_and_its_file(shop: Shop, order: Order, payment: Payment) -> None:
    written = credited(shop, order)
    for part in (written.text, written.html):
        assert "TM-2026-000001" in part
        assert ATTACHED[order.locale] in part
        assert f"/checkout/{order.ref}/receipt" in part
    (file,) = written.attachments
    assert (file.name, file.content_type) == ("TM-2026-000001.pdf", "application/pdf")
    (text,) = papers.pages(file.content)
    assert ("亚洲 5 GB" if order.locale == "zh" else "Asia 5 GB") in text


def test_it_is_the_receipt_of_the_payment_that_pays(shop: Shop, order: Order) -> None:
    surplus = rows.payment(shop.session, order, "captured", pays_order_id=None)
    papers.paid(shop.session, order, surplus)
    papers.paid(shop.session, order, rows.payment(shop.session, order, "captured"))
    assert [file.name for file in credited(shop, order).attachments] == ["TM-2026-000002.pdf"]


def test_each_part_that_went_back_has_its_own_mail_and_file(shop: Shop, order: Order, payment: Payment) -> None:
    first, second = given_back(shop, payment, 300), given_back(shop, payment, 150)
    assert "US$3.00" in first.subject
    assert "TMR-2026-000001" in first.html
    assert f"/checkout/{order.ref}/receipt" in first.text
    assert ATTACHED[order.locale] in first.text
    assert [file.name for file in (*first.attachments, *second.attachments)] == [
        "TMR-2026-000001.pdf",
        "TMR-2026-000002.pdf",
    ]


def test_money_that_moved_before_there_were_receipts_has_a_mail_without(shop: Shop, order: Order) -> None:
    rows.payment(shop.session, order, "captured")
    written = credited(shop, order)
    assert written.attachments == ()
    assert ATTACHED[order.locale] not in written.text


def test_a_text_message_carries_no_file(shop: Shop, order: Order, payment: Payment) -> None:
    order.receipt_email = None
    shop.session.commit()
    written = credited(shop, order)
    assert (written.html, written.attachments) == ("", ())
