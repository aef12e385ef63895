"""What a receipt says, in both languages."""

import pytest

from tests.web.receipts.conftest import LINE, receipt, refund
from tmcard.domain.payments import Method
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.refunds import Reason
from tmcard.web.reasons import reason
from tmcard.web.receipts import METHODS, sheet


def test_a_payments_receipt_is_complete(language: str) -> None:
    said, is_zh = sheet(receipt()), language == "zh"
    assert (said.title, said.number) == ("收据" if is_zh else "Receipt", "TM-2026-000007")
    when = "2026年11月22日 14:05（北京时间）" if is_zh else "22 November 2026, 14:05 (Beijing time)"
    assert [value for _, value in said.facts] == [when, "PayPal", "T-M card •••• 1234", "ORDER7", "CAPTURE7"]
    assert said.items[0].name == ("亚洲 5 GB" if is_zh else "Asia 5 GB")
    assert said.items[0].detail == ("5\N{NO-BREAK SPACE}GB · 1 个月" if is_zh else "5\N{NO-BREAK SPACE}GB · 1 month")
    assert (said.items[0].amount, said.total[1]) == ("US$9.00", "US$9.00")


def test_what_promotions_gave_stands_below_the_plan_line_by_line(language: str) -> None:
    off = {"name_en": "Sale", "name_zh": "特卖", "kind": "coupon", "code": "HOLIDAY26", "extra_bytes": 0}
    more = {**off, "name_en": "More", "kind": "sale", "code": None, "amount_minor": 0, "extra_bytes": BYTES_PER_GB}
    plan = {**LINE, "amount_minor": 900}
    said = sheet(receipt(700, lines=[plan, {**off, "amount_minor": -200}, more]))
    assert [item.amount for item in said.items] == ["US$9.00", "-US$2.00", ""]
    assert said.items[1].name == ("特卖" if language == "zh" else "Sale")
    assert "HOLIDAY26" in said.items[1].detail
    assert said.items[2].detail == "+1\N{NO-BREAK SPACE}GB"
    assert said.total[1] == "US$7.00"


def test_a_refunds_receipt_names_the_first_one_and_says_why(language: str) -> None:
    said = sheet(refund())
    assert said.title == ("退款收据" if language == "zh" else "Refund receipt")
    assert {"TM-2026-000007", "REFUND7", "CAPTURE7"} <= {value for _, value in said.facts}
    assert str(reason("plan_gone")) in said.notes


def test_the_seller_stands_on_it_line_by_line_where_there_is_one(language: str) -> None:
    tax = "税号：42" if language == "zh" else "Tax number: 42"
    assert sheet(receipt()).seller == ("Example Ltd", "1 Example Street", tax)
    assert sheet(receipt(seller_address="", seller_tax_id="")).seller == ("Example Ltd",)
    assert sheet(receipt(seller_name="", seller_address="", seller_tax_id="")).seller == ()


@pytest.mark.parametrize(
    ("unit", "count", "words"), [("day", 7, "7 days"), ("month", 1, "1 month"), ("year", 2, "2 years")]
)
def test_a_period_is_said_as_it_was_sold(language: str, unit: str, count: int, words: str) -> None:
    bought = receipt()
    bought.lines = [{**bought.lines[0], "period_unit": unit, "period_count": count}]
    assert language == "zh" or sheet(bought).items[0].detail.endswith(words)


@pytest.mark.parametrize("method", list(Method))
def test_every_way_to_pay_has_a_word(language: str, method: Method) -> None:
    assert str(METHODS[method]) in [value for _, value in sheet(receipt(method=method.value)).facts]


@pytest.mark.parametrize("why", [why for why in Reason if why is not Reason.UNDELIVERABLE])
def test_every_reason_for_a_refund_is_said(language: str, why: Reason) -> None:
    """What could not be delivered is issued with the reason that the carrier gave."""
    assert str(reason(why)) in sheet(refund(reason=why.value)).notes


def test_a_refund_whose_payment_had_no_receipt_names_none(language: str) -> None:
    said = sheet(refund(refers_to=None, refund_ref=None))
    assert all(value for _, value in said.facts)
