"""The one token of a process: when it is fetched, renewed, and what its absence means."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.adapters.paypal.conftest import TOKEN
from tests.adapters.vendor import HANG, IMPATIENT, RESET, Reply, Vendor
from tmcard.adapters.paypal.transport import Transport
from tmcard.domain.ports import NotSent, Refused

TOKENS, ORDERS, ORDER = "POST /v1/oauth2/token", "POST /v2/checkout/orders", "GET /v2/checkout/orders/X"


def post(transport: Transport) -> Any:
    return transport.post("v2/checkout/orders", {"a": "b"}, {"PayPal-Request-Id": "r1", "Prefer": "p"})


def get(transport: Transport) -> Any:
    return transport.get("v2/checkout/orders/X")


def test_token_call_carries_no_business_headers(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(201))
    post(transport)
    seen = paypal.calls(TOKENS)[0]
    assert (seen.headers["PayPal-Request-Id"], seen.headers["Prefer"]) == (None, None)
    assert seen.body == b"grant_type=client_credentials"
    assert seen.headers["Authorization"].startswith("Basic ")


def test_revoked_token_is_renewed_once(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(401, {"error": "invalid_token"}), Reply(201, {"id": "X"}))
    assert post(transport).status == 201
    assert (len(paypal.calls(TOKENS)), len(paypal.calls(ORDERS))) == (2, 2)
    first, second = paypal.calls(ORDERS)
    assert first.body == second.body
    assert second.headers["PayPal-Request-Id"] == "r1"


def test_lasting_401_ends_after_four_requests(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(401, {"error": "invalid_token"}))
    with pytest.raises(Refused, match="misconfigured") as caught:
        post(transport)
    assert not caught.value.permanent
    assert len(paypal.seen) == 4


def test_token_without_a_new_permission_is_renewed_once(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(403, {"name": "NOT_AUTHORIZED"}), Reply(201))
    post(transport)
    assert len(paypal.calls(TOKENS)) == 2


def test_other_403_keeps_the_token(paypal: Vendor, transport: Transport) -> None:
    paypal.on(ORDERS, Reply(403, {"name": "NOT_PERMITTED", "details": [{"issue": "PERMISSION_DENIED"}]}))
    with pytest.raises(Refused, match="misconfigured"):
        post(transport)
    assert len(paypal.calls(TOKENS)) == 1


def test_hanging_token_call_sent_nothing(paypal: Vendor) -> None:
    paypal.on(TOKENS, HANG)
    with pytest.raises(NotSent, match="no_token"):
        post(Transport(paypal.base_url, "client", "secret", timeout=IMPATIENT))


@pytest.mark.parametrize("reply", [RESET, Reply(500), Reply(302), Reply(200, b"<p>"), Reply(200, {})])
def test_without_a_token_nothing_was_sent(paypal: Vendor, transport: Transport, reply: Reply) -> None:
    paypal.on(TOKENS, reply)
    with pytest.raises(NotSent, match="no_token"):
        post(transport)
    assert paypal.calls(ORDERS) == []


def test_wrong_credentials_ask_once_and_send_nothing(paypal: Vendor, transport: Transport) -> None:
    paypal.on(TOKENS, Reply(401, {"error": "invalid_client"}))
    with pytest.raises(NotSent, match="misconfigured"):
        post(transport)
    assert len(paypal.seen) == 1


def test_failed_token_call_is_made_anew(paypal: Vendor, transport: Transport) -> None:
    paypal.on(TOKENS, Reply(500), Reply(200, TOKEN))
    paypal.on(ORDERS, Reply(201))
    with pytest.raises(NotSent):
        post(transport)
    assert post(transport).status == 201


@pytest.mark.parametrize(("later", "tokens"), [(32_279, 1), (32_281, 2)])
def test_token_is_renewed_two_minutes_early(paypal: Vendor, later: float, tokens: int) -> None:
    clock = [1000.0]
    transport = Transport(paypal.base_url, "client", "secret", monotonic=lambda: clock[0])
    paypal.on(ORDER, Reply(200))
    get(transport)
    clock[0] += later
    get(transport)
    assert len(paypal.calls(TOKENS)) == tokens


def test_short_lived_token_is_used_for_half_its_life(paypal: Vendor) -> None:
    paypal.on(TOKENS, Reply(200, {**TOKEN, "expires_in": 60}))
    transport = Transport(paypal.base_url, "client", "secret", monotonic=lambda: 5.0)
    paypal.on(ORDER, Reply(200))
    get(transport)
    get(transport)
    assert len(paypal.calls(TOKENS)) == 1


def test_twenty_cold_threads_fetch_one_token(paypal: Vendor) -> None:
    paypal.on(ORDER, Reply(200))
    transport = Transport(paypal.base_url, "client", "secret")
    start = threading.Barrier(20)

    def call(_: int) -> int:
        start.wait()
        return int(get(transport).status)

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(call, range(20))) == {200}
    assert len(paypal.calls(TOKENS)) == 1
