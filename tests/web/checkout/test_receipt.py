"""The receipts of an order: a page to print, and the same as PDF."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import papers, rows
from tests.web.shop import Shop
from tmcard.store import owners
from tmcard.store.models import Order
from tmcard.store.transactions import write


@pytest.fixture
def order(shop: Shop) -> Order:
    """Paid, delivered, and with a receipt."""
    order = shop.order("credited", stated_ends_at=rows.NOW + timedelta(days=38))
    papers.paid(shop.session, order, rows.payment(shop.session, order, "captured"))
    return order


@pytest.fixture
def refunded(shop: Shop) -> Order:
    """Paid and given back, with a receipt for either."""
    order = shop.order("refunded", failure="plan_gone")
    payment = rows.payment(shop.session, order, "refunded")
    papers.paid(shop.session, order, payment)
    papers.given_back(shop.session, payment, rows.refund(shop.session, payment))
    return order


def test_it_holds_what_was_paid_and_delivered(shop: Shop, owner: FlaskClient, order: Order) -> None:
    page = owner.get(f"/checkout/{order.ref}/receipt").text
    for shown in ("TM-2026-000001", "22 November 2026, 14:05 (Beijing time)", "US$9.00", "PayPal", "Asia 5 GB"):
        assert shown in page
    assert "30 December 2026, 14:05" in page
    assert shop.card.iccid not in page


def test_it_holds_what_was_given_back_and_why(owner: FlaskClient, refunded: Order) -> None:
    page = owner.get(f"/checkout/{refunded.ref}/receipt").text
    for shown in ("TM-2026-000001", "TMR-2026-000001", "Total given back", "does not offer this plan any more"):
        assert shown in page


def test_one_of_several_can_be_had_alone(owner: FlaskClient, refunded: Order) -> None:
    page = owner.get(f"/checkout/{refunded.ref}/receipt?number=TMR-2026-000001").text
    assert "Total given back" in page
    assert "Total paid" not in page


@pytest.mark.parametrize("file", ["receipt", "receipt.pdf"])
def test_a_number_of_another_order_is_not_found(shop: Shop, owner: FlaskClient, order: Order, file: str) -> None:
    other = shop.order("credited")
    papers.paid(shop.session, other, rows.payment(shop.session, other, "captured"))
    assert owner.get(f"/checkout/{other.ref}/{file}?number=TM-2026-000001").status_code == 404
    assert owner.get(f"/checkout/{other.ref}/{file}?number=TM-2026-000002").status_code == 200


@pytest.mark.parametrize("file", ["receipt", "receipt.pdf"])
def test_it_speaks_the_readers_language_in_the_zone_it_was_issued_for(shop: Shop, order: Order, file: str) -> None:
    with write(shop.session, "moved"):
        owners.put(shop.session, shop.owner.id, locale="zh", zone="Europe/Paris")
    answer = shop.browser(shop.owner).get(f"/checkout/{order.ref}/{file}")
    text = papers.pages(answer.data)[0] if file.endswith("pdf") else answer.text
    for shown in ("收据", "TM-2026-000001", "2026年11月22日 14:05（北京时间）", "亚洲 5 GB", "US$9.00"):
        assert shown in text


def test_the_pdf_is_a_file_with_the_number_as_its_name(owner: FlaskClient, order: Order) -> None:
    answer = owner.get(f"/checkout/{order.ref}/receipt.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=TM-2026-000001.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-")


def test_the_pdf_says_what_the_page_says(owner: FlaskClient, order: Order) -> None:
    (text,) = papers.pages(owner.get(f"/checkout/{order.ref}/receipt.pdf").data)
    for shown in ("TM-2026-000001", "22 November 2026, 14:05 (Beijing time)", "US$9.00", "Asia 5 GB", order.ref):
        assert shown in text


def test_several_receipts_are_one_pdf_with_a_page_each(owner: FlaskClient, refunded: Order) -> None:
    answer = owner.get(f"/checkout/{refunded.ref}/receipt.pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=receipts-{refunded.ref}.pdf"
    first, second = papers.pages(answer.data)
    assert "TM-2026-000001" in first
    assert "TMR-2026-000001" in second


@pytest.mark.parametrize("status", ["open", "paid", "crediting", "refunding", "expired"])
def test_there_is_none_before_money_has_moved(shop: Shop, owner: FlaskClient, status: str) -> None:
    order = shop.order(status)
    for file in ("receipt", "receipt.pdf"):
        assert owner.get(f"/checkout/{order.ref}/{file}").location == f"/checkout/{order.ref}"


@pytest.mark.parametrize("file", ["receipt", "receipt.pdf", "receipt.pdf?number=TM-2026-000001"])
def test_nobody_else_may_see_it(shop: Shop, stranger: FlaskClient, order: Order, file: str) -> None:
    assert stranger.get(f"/checkout/{order.ref}/{file}").status_code == 404
    nobody = shop.browser().get(f"/checkout/{order.ref}/{file}")
    assert nobody.status_code == 303
    assert nobody.location.startswith("/auth/sign-in?next=")
