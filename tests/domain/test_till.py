"""The settings of the pay page."""

import pytest

from tests.conftest import ENVIRON
from tests.test_config import LIVE, problems
from tmcard.config import from_environ

UNSAFE = [
    ("PAYPAL_SDK_URL", "https://www.sandbox.paypal.com/sdk/js", "PAYPAL_SDK_URL is PayPal's sandbox"),
    ("PAYPAL_SDK_URL", "http://www.paypal.com/sdk/js", "PAYPAL_SDK_URL must begin with https://"),
    ("PAYPAL_SDK_URL", "https://127.0.0.1/sdk/js", "PAYPAL_SDK_URL is this machine"),
    ("PAYPAL_SDK_URL", "javascript:alert(1)", "PAYPAL_SDK_URL is not an address"),
    ("APPLE_PAY_SCRIPT_URL", "http://apple.example/x.js", "APPLE_PAY_SCRIPT_URL must begin with https://"),
    ("PAYMENT_METHODS", "cash", "PAYMENT_METHODS: cash is not understood"),
    ("LOSS_ASKS_TWICE_PERCENT", "101", "LOSS_ASKS_TWICE_PERCENT is not a share from 0 to 100"),
    ("LOSS_ASKS_TWICE_PERCENT", "a tenth", "LOSS_ASKS_TWICE_PERCENT is not a share from 0 to 100"),
]


@pytest.mark.parametrize(("name", "value", "words"), UNSAFE)
def test_no_site_starts_with(name: str, value: str, words: str) -> None:
    assert words in problems({**LIVE, name: value})


@pytest.mark.parametrize(
    ("api", "script"),
    [
        ("https://api-m.paypal.com", "https://www.paypal.com/sdk/js"),
        ("https://api-m.sandbox.paypal.com", "https://www.sandbox.paypal.com/sdk/js"),
    ],
)
def test_the_script_is_that_of_the_paypal_that_is_asked(api: str, script: str) -> None:
    assert from_environ({**ENVIRON, "PAYPAL_BASE_URL": api}).till.sdk_url == script


def test_a_site_that_says_nothing_offers_everything_and_has_no_domain_file() -> None:
    till = from_environ(LIVE).till
    assert [offer.method for offer in till.offers] == ["paypal", "card", "apple_pay"]
    assert (till.domain_association, till.apple_script_url[:32]) == ("", "https://applepay.cdn-apple.com/j")


@pytest.mark.parametrize(("given", "percent"), [({}, 10), ({"LOSS_ASKS_TWICE_PERCENT": "0"}, 0)])
def test_from_which_loss_on_payers_are_asked_twice(given: dict[str, str], percent: int) -> None:
    assert from_environ({**LIVE, **given}).till.loss_asks_twice_percent == percent
