"""Tokens: who gets one and how long it is worth something."""

from tests.standins.paypal.shop import Build, Shop, order_body

TOKEN = "/v1/oauth2/token"
FORM = {"grant_type": "client_credentials"}


def test_token_has_the_fields_paypal_gives(shop: Shop) -> None:
    answer = shop.app.test_client().post(TOKEN, data=FORM, auth=("client", "secret")).get_json()
    assert set(answer) == {"scope", "access_token", "token_type", "app_id", "expires_in", "nonce"}
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 32400)


def test_wrong_secret_gets_paypals_oauth_error(shop: Shop) -> None:
    answer = shop.app.test_client().post(TOKEN, data=FORM, auth=("client", "wrong"))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


def test_other_grants_are_refused(shop: Shop) -> None:
    answer = shop.app.test_client().post(TOKEN, data={"grant_type": "password"}, auth=("client", "secret"))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unsupported_grant_type")


def test_call_without_token_is_401_with_paypals_error_body(shop: Shop) -> None:
    answer = shop.app.test_client().post("/v2/checkout/orders", json=order_body())
    assert (answer.status_code, answer.get_json()["name"]) == (401, "AUTHENTICATION_FAILURE")
    assert answer.headers["PayPal-Debug-Id"] == answer.get_json()["debug_id"]


def test_revoked_token_is_worth_nothing(shop: Shop) -> None:
    assert shop.control("tokens/revoke") == {"revoked": 1}
    assert shop.get("/v2/checkout/orders/X").status_code == 401


def test_token_ends_after_nine_hours(shop: Shop) -> None:
    shop.control("clock", {"advance_seconds": 32400})
    assert shop.get("/v2/checkout/orders/X").status_code == 401


def test_token_outlives_a_restart(build: Build) -> None:
    first = build()
    second = build()
    second.headers = first.headers
    assert second.get("/v2/checkout/orders/X").status_code == 404
