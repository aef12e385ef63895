"""One token for all: asked for once, renewed early, dropped when it is refused."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.adapters.airalo.test_answers import DATED, ICCID, USAGE
from tests.adapters.airalo.test_carrier import TOKEN, data, of_card
from tests.adapters.vendor import RESET, Reply, Vendor
from tmcard.adapters.airalo import Airalo
from tmcard.domain.ports import Busy, GatewayError, NotSent

REFUSED = Reply(401, {"data": [], "meta": {"message": "This action is unauthorized."}})
USED = of_card("usage")


class Clock:
    """Monotonic time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, _seconds: float) -> None:
        """Waiting costs nothing."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def carrier(vendor: Vendor, clock: Clock) -> Airalo:
    vendor.on(TOKEN, token("one"), token("two"))
    vendor.on(USED, data(USAGE))
    return Airalo(vendor.base_url, "client", "s&cret", monotonic=clock, sleep=clock.sleep)


def token(name: str, seconds: object = 86_400) -> Reply:
    return data({"token_type": "Bearer", "expires_in": seconds, "access_token": name})


def used(vendor: Vendor) -> list[str]:
    return [seen.headers["Authorization"].removeprefix("Bearer ") for seen in vendor.calls(USED)]


def test_a_token_is_asked_for_once(vendor: Vendor, carrier: Airalo) -> None:
    for _ in range(3):
        carrier.usage([ICCID])
    assert used(vendor) == ["one"] * 3
    assert [seen.body for seen in vendor.calls(TOKEN)] == [
        b"client_id=client&client_secret=s%26cret&grant_type=client_credentials"
    ]


def test_many_at_once_ask_for_one_token(vendor: Vendor, carrier: Airalo) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: carrier.usage([ICCID]), range(8)))
    assert len(vendor.calls(TOKEN)) == 1


@pytest.mark.parametrize(("life", "good_for"), [(86_400, 85_799), (31_622_400, 85_799), (600, 299), (None, 85_799)])
def test_a_token_is_renewed_before_it_lapses(vendor: Vendor, clock: Clock, life: object, good_for: int) -> None:
    vendor.on(TOKEN, token("one", life), token("two"))
    vendor.on(USED, data(USAGE))
    carrier = Airalo(vendor.base_url, "client", "secret", monotonic=clock, sleep=clock.sleep)
    for passed in (0, good_for, 1):
        clock.now += passed
        carrier.usage([ICCID])
    assert used(vendor) == ["one", "one", "two"]


def test_a_refused_token_is_exchanged_once(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(USED, REFUSED, data(USAGE))
    assert carrier.usage([ICCID])
    assert used(vendor) == ["one", "two"]


def test_a_lasting_refusal_ends_in_not_sent(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(USED, REFUSED)
    with pytest.raises(NotSent, match="misconfigured"):
        carrier.usage([ICCID])
    assert len(used(vendor)) == 2


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (RESET, "no_token"),
        (Reply(500), "no_token"),
        (Reply(200, b"<html>"), "no_token"),
        (data({"expires_in": 5}), "no_token"),
        (data([]), "no_token"),
        (data({"access_token": "a\nb"}), "no_token"),
        (Reply(401, {"data": []}), "misconfigured"),
        (Reply(422, {"data": {"client_id": "required"}}), "misconfigured"),
    ],
)
def test_without_a_token_nothing_was_asked_for(vendor: Vendor, carrier: Airalo, reply: Reply, code: str) -> None:
    vendor.on(TOKEN, reply)
    with pytest.raises(NotSent, match=code):
        carrier.usage([ICCID])
    assert used(vendor) == []


def test_a_token_that_did_not_come_is_not_asked_for_at_once_again(
    vendor: Vendor, carrier: Airalo, clock: Clock
) -> None:
    vendor.on(TOKEN, Reply(500), token("one"))
    for _ in range(5):
        with pytest.raises(NotSent):
            carrier.usage([ICCID])
    assert len(vendor.calls(TOKEN)) == 1
    clock.now += 21
    assert carrier.usage([ICCID])


def test_too_many_tokens_is_busy(vendor: Vendor, carrier: Airalo) -> None:
    vendor.on(TOKEN, Reply(429, b"", {"Retry-After": "40", **DATED}))
    with pytest.raises(Busy) as caught:
        carrier.usage([ICCID])
    assert caught.value.retry_after_seconds == 40


def test_a_token_that_hangs_keeps_nobody_for_ever(vendor: Vendor) -> None:
    vendor.on(TOKEN, Reply(fault="hang"))
    carrier = Airalo(vendor.base_url, "client", "secret", timeout=(0.2, 0.2))
    started = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: _outcome(carrier), range(3)))
    assert (outcomes, time.monotonic() - started < 3) == ([NotSent] * 3, True)


def _outcome(carrier: Airalo) -> type[GatewayError] | None:
    try:
        carrier.usage([ICCID])
    except GatewayError as error:
        return type(error)
    return None
