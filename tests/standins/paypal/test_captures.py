"""Captures: every way a redirect payment can end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import TestResponse

from tests.standins.paypal.shop import BASE_URL, Shop, issue, taken


def payer_link(answer: TestResponse, rel: str) -> list[str]:
    return [link["href"] for link in answer.get_json()["links"] if link["rel"] == rel]


def test_capture_answers_201_and_completes_order_and_capture(shop: Shop) -> None:
    answer = shop.capture(shop.approved(invoice_id="TM-1"))
    assert (answer.status_code, answer.get_json()["status"]) == (201, "COMPLETED")
    assert taken(answer)["status"] == "COMPLETED"
    assert (taken(answer)["custom_id"], taken(answer)["invoice_id"]) == ("attempt-1", "TM-1")


def test_capture_reads_back_with_its_order(shop: Shop) -> None:
    order_id = shop.approved()
    capture = taken(shop.capture(order_id))
    read = shop.get(f"/v2/payments/captures/{capture['id']}").get_json()
    assert capture.items() <= read.items()
    assert read["supplementary_data"]["related_ids"]["order_id"] == order_id


def test_replayed_capture_answers_200_and_takes_nothing_more(shop: Shop) -> None:
    order_id = shop.approved()
    first, again = shop.capture(order_id, "k"), shop.capture(order_id, "k")
    assert (again.status_code, taken(again)["id"]) == (200, taken(first)["id"])
    assert len(shop.ledger()["captures"]) == 1


def test_replay_shows_the_latest_state(shop: Shop) -> None:
    order_id = shop.approved("payer+pending@example.com")
    capture = taken(shop.capture(order_id, "k"))
    shop.control(f"captures/{capture['id']}/complete")
    assert taken(shop.capture(order_id, "k"))["status"] == "COMPLETED"


def test_second_capture_under_another_id_is_refused(shop: Shop) -> None:
    order_id = shop.approved()
    shop.capture(order_id, "k")
    assert issue(shop.capture(order_id, "other")) == "ORDER_ALREADY_CAPTURED"


def test_order_that_nobody_approved_is_not_captured(shop: Shop) -> None:
    assert issue(shop.capture(shop.create())) == "ORDER_NOT_APPROVED"


def test_refused_request_id_works_once_the_payer_has_approved(shop: Shop) -> None:
    order_id = shop.create()
    shop.capture(order_id, "k")
    shop.approve(order_id)
    assert shop.capture(order_id, "k").status_code == 201


def test_unknown_order_and_capture_are_404(shop: Shop) -> None:
    assert issue(shop.capture("NONE")) == "INVALID_RESOURCE_ID"
    assert issue(shop.get("/v2/payments/captures/NONE")) == "INVALID_RESOURCE_ID"


def test_declined_payer_is_sent_back_and_may_choose_again(shop: Shop) -> None:
    order_id = shop.approved("payer+declined@example.com")
    answer = shop.capture(order_id)
    assert (answer.status_code, issue(answer)) == (422, "INSTRUMENT_DECLINED")
    assert payer_link(answer, "redirect") == [f"{BASE_URL}/checkoutnow?token={order_id}"]
    assert shop.get(f"/v2/checkout/orders/{order_id}").get_json()["status"] == "APPROVED"
    shop.approve(order_id)
    assert shop.capture(order_id).status_code == 201


def test_decline_button_declines_once(shop: Shop) -> None:
    order_id = shop.create()
    shop.approve(order_id, act="decline")
    assert issue(shop.capture(order_id)) == "INSTRUMENT_DECLINED"
    assert shop.capture(order_id).status_code == 201


def test_too_many_declines_end_the_order(shop: Shop) -> None:
    order_id = shop.approved("payer+declined@example.com")
    issues = [issue(shop.capture(order_id)) for _ in range(11)]
    assert issues[-2:] == ["INSTRUMENT_DECLINED", "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED"]


def test_refused_payer_is_refused_for_good(shop: Shop) -> None:
    order_id = shop.approved("payer+refused@example.com")
    assert [issue(shop.capture(order_id)) for _ in range(2)] == ["TRANSACTION_REFUSED"] * 2


def test_cardlike_decline_is_a_completed_order_without_money(shop: Shop) -> None:
    answer = shop.capture(shop.approved("payer+cardlike-declined@example.com", invoice_id="TM-1"))
    assert (answer.status_code, answer.get_json()["status"]) == (201, "COMPLETED")
    assert taken(answer)["status"] == "DECLINED"
    assert shop.create(invoice_id="TM-1")


def test_pending_capture_completes_by_itself_after_a_minute(shop: Shop) -> None:
    capture = shop.captured("payer+pending@example.com")
    assert (capture["status"], capture["status_details"]) == ("PENDING", {"reason": "PENDING_REVIEW"})
    shop.control("clock", {"advance_seconds": 60})
    assert shop.get(f"/v2/payments/captures/{capture['id']}").get_json()["status"] == "COMPLETED"


def test_pending_stays_waits_for_a_decision(shop: Shop) -> None:
    shop.control("modes", {"pending_stays": True})
    capture = shop.captured("payer+pending@example.com")
    shop.control("clock", {"advance_seconds": 600})
    assert shop.ledger()["captures"][0]["status"] == "PENDING"
    assert shop.control(f"captures/{capture['id']}/deny")["status"] == "DECLINED"


def test_payer_action_is_asked_for_until_the_payer_approves_again(shop: Shop) -> None:
    email = "payer+payer-action@example.com"
    order_id = shop.approved(email)
    answers = [shop.capture(order_id), shop.capture(order_id)]
    assert [issue(answer) for answer in answers] == ["PAYER_ACTION_REQUIRED"] * 2
    assert payer_link(answers[0], "payer-action") == [f"{BASE_URL}/checkoutnow?token={order_id}"]
    shop.approve(order_id, email)
    assert shop.capture(order_id).status_code == 201


def test_lost_capture_has_no_effect_the_first_time(shop: Shop) -> None:
    order_id = shop.approved("payer+lost@example.com")
    answer = shop.capture(order_id, "k")
    assert (answer.status_code, answer.get_json()["name"]) == (500, "INTERNAL_SERVER_ERROR")
    assert shop.ledger()["captures"] == []
    assert shop.capture(order_id, "k").status_code == 201


def test_timeout_takes_the_money_and_withholds_the_answer(shop: Shop) -> None:
    order_id = shop.approved("payer+timeout@example.com")
    with pytest.raises(ConnectionAbortedError):
        shop.capture(order_id, "k")
    assert shop.ledger()["calls"][-1]["status"] is None
    assert shop.capture(order_id, "k").status_code == 200


def test_slow_capture_still_answers(shop: Shop) -> None:
    assert shop.captured("payer+slow@example.com")["status"] == "COMPLETED"


def test_captures_twice_takes_the_money_again(shop: Shop) -> None:
    shop.control("modes", {"captures_twice": True})
    order_id = shop.approved(invoice_id="TM-1")
    assert [shop.capture(order_id, "k").status_code for _ in range(2)] == [201, 201]
    assert [row["order_id"] for row in shop.ledger()["captures"]] == [order_id] * 2


def test_short_amount_takes_one_minor_unit_less(shop: Shop) -> None:
    shop.control("modes", {"short_amount": True})
    assert shop.captured()["amount"]["value"] == "12.49"


def test_two_captures_at_once_take_the_money_once(shop: Shop) -> None:
    order_id = shop.approved()
    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda _: shop.capture(order_id, "k").status_code, range(8)))
    assert statuses == [200] * 7 + [201]
    assert len(shop.ledger()["captures"]) == 1
