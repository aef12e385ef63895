"""The approval page: what it shows, where it sends the payer."""

from pathlib import Path

import pytest

from standins.paypal.approval import with_query
from tests.standins.paypal.shop import Shop

PAGE = "/checkoutnow"


def page(shop: Shop, token: str, accept: str = "en") -> str:
    headers = {"Accept-Language": accept}
    return shop.app.test_client().get(PAGE, query_string={"token": token}, headers=headers).get_data(as_text=True)


def test_page_is_marked_and_shows_amount_and_description(shop: Shop) -> None:
    html = page(shop, shop.create())
    assert "Local stand-in for PayPal - no real money" in html
    assert "12.50 USD" in html
    assert "10 GB / 30 days" in html
    assert 'value="payer@example.com"' in html


@pytest.mark.parametrize(
    ("accept", "lang"),
    [("zh-CN,en;q=0.8", "zh"), ("zh-TW", "zh"), ("en-GB,zh;q=0.5", "en"), ("fr", "en"), ("fr,zh;q=0.2", "zh")],
)
def test_language_is_the_first_we_speak(shop: Shop, accept: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in page(shop, shop.create(), accept)


def test_page_has_no_script_and_no_inline_style(shop: Shop) -> None:
    html = page(shop, shop.create())
    assert "<script" not in html
    assert "style=" not in html
    assert "<style" not in html


def test_stylesheet_is_served(shop: Shop) -> None:
    answer = shop.app.test_client().get(f"{PAGE}/static/approval.css")
    assert answer.data == (Path(shop.app.static_folder or "") / "approval.css").read_bytes()
    answer.close()


def test_approve_goes_back_with_token_and_payer(shop: Shop) -> None:
    order_id = shop.create()
    answer = shop.approve(order_id)
    payer_id = shop.get(f"/v2/checkout/orders/{order_id}").get_json()["payer"]["payer_id"]
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"https://shop.example/return?a=1&token={order_id}&PayerID={payer_id}#top"


def test_cancel_goes_back_with_the_token_and_changes_nothing(shop: Shop) -> None:
    order_id = shop.create()
    answer = shop.approve(order_id, act="cancel", email="")
    assert answer.headers["Location"] == f"https://shop.example/cancel?token={order_id}"
    assert shop.ledger()["orders"][0]["status"] == "PAYER_ACTION_REQUIRED"


def test_tab_closed_approves_and_goes_nowhere(shop: Shop) -> None:
    order_id = shop.create()
    answer = shop.approve(order_id, "payer+tab-closed@example.com")
    assert answer.status_code == 200
    assert "close this tab" in answer.get_data(as_text=True)
    assert shop.ledger()["orders"][0]["status"] == "APPROVED"


def test_bad_email_is_shown_again_with_422(shop: Shop) -> None:
    answer = shop.approve(shop.create(), "<nobody>")
    assert answer.status_code == 422
    assert 'value="&lt;nobody&gt;"' in answer.get_data(as_text=True)
    assert shop.ledger()["orders"][0]["status"] == "PAYER_ACTION_REQUIRED"


def test_unknown_and_lapsed_tokens_get_an_honest_page(shop: Shop) -> None:
    order_id = shop.create()
    shop.control("clock", {"advance_seconds": 3 * 3600})
    for token in ("NONE", order_id, ""):
        assert "Nothing has been paid" in page(shop, token)
        assert shop.approve(token).status_code == 404


def test_completed_order_says_so(shop: Shop) -> None:
    order_id = shop.approved()
    shop.capture(order_id)
    assert "already been completed" in page(shop, order_id)
    assert shop.approve(order_id).status_code == 409


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://a.example/r", "https://a.example/r?token=X"),
        ("https://a.example/r?b=%2F&c", "https://a.example/r?b=%2F&c&token=X"),
        ("http://127.0.0.1:8000/r#f", "http://127.0.0.1:8000/r?token=X#f"),
    ],
)
def test_query_is_appended_to_what_is_there(url: str, result: str) -> None:
    assert with_query(url, {"token": "X"}) == result
