"""Giving money back: checked, shown, asked once more, done once, in somebody's name."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests import rows
from tests.web.staff.conftest import Desk
from tmcard.domain.refunds import REFUND_WINDOW
from tmcard.store import refunds
from tmcard.store.models import Order, Payment, RefundRow
from tmcard.store.transactions import release

GOOD = {"amount": "4.00", "reason": "goodwill", "note": "Slow on the train", "form_token": "token-of-one-form"}


@pytest.fixture
def paid(desk: Desk) -> tuple[Order, Payment]:
    """A delivered renewal of US$9.00."""
    return desk.taken()


def _path(paid: tuple[Order, Payment], end: str = "") -> str:
    return f"/staff/orders/{paid[0].ref}/payments/{paid[1].ref}/refund{end}"


def _stored(desk: Desk, payment: Payment) -> list[RefundRow]:
    found = refunds.of_payment(desk.shop.session, payment.id)
    release(desk.shop.session)
    return found


def _check(desk: Desk, paid: tuple[Order, Payment], **changes: str) -> TestResponse:
    return desk.post(_path(paid), **{**GOOD, **changes})


def _confirm(desk: Desk, paid: tuple[Order, Payment], **changes: str) -> TestResponse:
    return desk.post(_path(paid, "/confirm"), **{**GOOD, **changes})


def test_the_form_is_filled_with_all_that_is_left(desk: Desk, paid: tuple[Order, Payment]) -> None:
    rows.refund(desk.shop.session, paid[1], amount_minor=250)
    page = desk.get(_path(paid)).text
    assert 'value="6.50"' in page
    assert "US$6.50" in page
    assert re.search(r'name="form_token" type="hidden" value="[\w-]{43}"', page)


def test_every_form_has_a_token_of_its_own(desk: Desk, paid: tuple[Order, Payment]) -> None:
    tokens = {re.search(r'form_token"[^>]*value="([^"]+)', desk.get(_path(paid)).text)[1] for _ in range(3)}  # type: ignore[index]
    assert len(tokens) == 3


def test_the_check_says_exactly_what_will_happen_and_changes_nothing(desk: Desk, paid: tuple[Order, Payment]) -> None:
    page = _check(desk, paid).text
    told = ["US$4.00", "US$5.00", paid[1].ref, "Slow on the train", "stays on the card", "cannot be taken back"]
    assert [each for each in told if each not in page] == []
    assert 'name="form_token" value="token-of-one-form"' in page
    assert _stored(desk, paid[1]) == []


def test_an_amount_finer_than_paypal_counts_is_refused_beside_the_field(desk: Desk) -> None:
    paid = desk.taken(currency="TWD", amount_minor=30_000)
    for answer in (_check(desk, paid, amount="100.50"), _confirm(desk, paid, amount="100.50")):
        assert (answer.status_code, "PayPal cannot give back" in answer.text) == (422, True)
    assert _stored(desk, paid[1]) == []
    assert _check(desk, paid, amount="100").status_code == 200


@pytest.mark.parametrize(
    ("status", "amount", "words"),
    [
        ("paid", "9.00", "It will not be delivered"),
        ("paid", "4.00", "Its delivery goes on"),
        ("credited", "9", "stays"),
    ],
)
def test_the_check_says_what_becomes_of_the_renewal(desk: Desk, status: str, amount: str, words: str) -> None:
    assert words in _check(desk, desk.taken(status), amount=amount).text


def test_confirmed_it_is_written_down_in_the_name_of_who_did_it(desk: Desk, paid: tuple[Order, Payment]) -> None:
    order, payment = paid
    answer = _confirm(desk, paid)
    row = _stored(desk, payment)[0]
    assert answer.location == f"/staff/orders/{order.ref}?done=refund"
    assert (row.amount_minor, row.currency, row.reason, row.note) == (400, "USD", "goodwill", "Slow on the train")
    assert (row.status, row.origin) == ("refunding", "staff")
    assert {line.actor for line in desk.journal(order)} == {"staff:lin"}
    assert "is written down" in desk.get(answer.location).text


def test_pressing_twice_is_one_refund(desk: Desk, paid: tuple[Order, Payment]) -> None:
    answers = [_confirm(desk, paid).status_code for _ in range(3)]
    assert (answers, len(_stored(desk, paid[1]))) == ([303, 303, 303], 1)


@pytest.mark.parametrize("act", [_check, _confirm])
@pytest.mark.parametrize("amount", ["9.01", "9000"])
def test_too_much_is_said_beside_the_amount(desk: Desk, paid: tuple[Order, Payment], act: object, amount: str) -> None:
    answer = act(desk, paid, amount=amount)  # type: ignore[operator]  # one of the two above
    assert answer.status_code == 422
    assert re.search(r'id="amount-error".*No more than US\$9\.00 can go back', answer.text)
    assert f'value="{amount}"' in answer.text
    assert _stored(desk, paid[1]) == []


@pytest.mark.parametrize(
    "amount", ["", "0", "0.00", "-1", "1,50", "1.505", "1e2", "nine", "٩", "1 000", "NaN", "9" * 13]
)
def test_what_is_no_amount_is_said_beside_it(desk: Desk, paid: tuple[Order, Payment], amount: str) -> None:
    """ASVS 2.2.1."""
    answer = _check(desk, paid, amount=amount)
    assert (answer.status_code, 'id="amount-error"' in answer.text) == (422, True)


@pytest.mark.parametrize(("amount", "minor"), [("9", 900), ("4.5", 450), ("0.01", 1), (" ９．００ ", 900)])
def test_what_is_an_amount(desk: Desk, paid: tuple[Order, Payment], amount: str, minor: int) -> None:
    _confirm(desk, paid, amount=amount)
    assert _stored(desk, paid[1])[0].amount_minor == minor


def test_an_amount_without_minor_units(desk: Desk) -> None:
    order = desk.shop.order("credited", currency="JPY", amount_minor=900)
    paid = order, rows.payment(desk.shop.session, order, "captured")
    assert 'value="900"' in desk.get(_path(paid)).text
    assert _check(desk, paid, amount="4.5").status_code == 422
    _confirm(desk, paid, amount="900")
    assert _stored(desk, paid[1])[0].amount == paid[1].amount


@pytest.mark.parametrize(
    ("field", "value"), [("reason", "surplus"), ("reason", ""), ("note", " "), ("note", "x" * 501)]
)
def test_reason_and_note_are_asked_for(desk: Desk, paid: tuple[Order, Payment], field: str, value: str) -> None:
    for answer in (_check(desk, paid, **{field: value}), _confirm(desk, paid, **{field: value})):
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert _stored(desk, paid[1]) == []


@pytest.mark.parametrize("token", ["", "x" * 65])
def test_a_form_without_its_token_gives_nothing_back(desk: Desk, paid: tuple[Order, Payment], token: str) -> None:
    assert _confirm(desk, paid, form_token=token).status_code == 422
    assert _stored(desk, paid[1]) == []


def test_too_late_is_said(desk: Desk) -> None:
    order = desk.shop.order("credited")
    long_ago = desk.shop.at - REFUND_WINDOW - timedelta(days=1)
    answer = _confirm(desk, (order, rows.payment(desk.shop.session, order, "captured", captured_at=long_ago)))
    assert (answer.status_code, "so long after the payment" in answer.text) == (422, True)


def test_disputed_is_said(desk: Desk, paid: tuple[Order, Payment]) -> None:
    desk.disputed(paid[1])
    answer = _confirm(desk, paid)
    assert (answer.status_code, "A dispute about this payment is open" in answer.text) == (422, True)
    assert _stored(desk, paid[1]) == []


def test_another_refund_under_way_is_said(desk: Desk, paid: tuple[Order, Payment]) -> None:
    _confirm(desk, paid)
    answer = _confirm(desk, paid, form_token="another", amount="1")
    assert (answer.status_code, "has no answer yet" in answer.text) == (422, True)
    assert len(_stored(desk, paid[1])) == 1


def test_a_top_up_on_its_way_is_waited_for(desk: Desk) -> None:
    answer = _confirm(desk, desk.taken("crediting", top_up_tries=1), amount="9")
    assert (answer.status_code, "may be on its way" in answer.text) == (422, True)


@pytest.mark.parametrize("status", ["created", "declined", "pending"])
def test_where_nothing_was_taken_nothing_is_offered(desk: Desk, status: str) -> None:
    order = desk.shop.order()
    payment = rows.payment(desk.shop.session, order, status)
    assert "/refund" not in desk.get(f"/staff/orders/{order.ref}").text
    assert 'name="amount"' not in desk.get(_path((order, payment))).text
    assert _confirm(desk, (order, payment)).status_code == 422


def test_fields_that_nobody_asked_for_change_nothing(desk: Desk, paid: tuple[Order, Payment]) -> None:
    """ASVS 15.3.3."""
    extra = {"currency": "JPY", "status": "refunded", "payment_id": "999", "actor": "worker", "amount_minor": "1"}
    _confirm(desk, paid, **extra)
    row = _stored(desk, paid[1])[0]
    assert (row.currency, row.status, row.payment_id, row.amount_minor) == ("USD", "refunding", paid[1].id, 400)
