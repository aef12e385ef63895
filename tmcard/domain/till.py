"""The till: what the pay page is set up with. Which ways to pay it offers, and where its foreign scripts come from."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tmcard.domain import payment_methods
from tmcard.domain.payment_methods import Offer

APPLE_SCRIPT = "https://applepay.cdn-apple.com/jsapi/v1/apple-pay-sdk.js"
LOSS_ASKS_TWICE_PERCENT = 10
_HOSTS = {True: "https://www.sandbox.paypal.com", False: "https://www.paypal.com"}


@dataclass(frozen=True, slots=True)
class Till:
    """Settings of the pay page. `domain_association` is what Apple wants to find on this site; empty: nothing.

    Who would lose more than `loss_asks_twice_percent` of the data or the time that is left is asked twice.
    """

    offers: tuple[Offer, ...]
    sdk_url: str
    apple_script_url: str
    domain_association: str
    loss_asks_twice_percent: int = LOSS_ASKS_TWICE_PERCENT

    def unsafe(self, is_loopback: Callable[[str], bool]) -> list[str]:
        """What speaks against serving this page to strangers."""
        named = {"PAYPAL_SDK_URL": self.sdk_url, "APPLE_PAY_SCRIPT_URL": self.apple_script_url}
        problems = [f"{name} must begin with https://" for name, url in named.items() if not url.startswith("https://")]
        problems += [f"{name} is this machine" for name, url in named.items() if is_loopback(url)]
        return problems + (["PAYPAL_SDK_URL is PayPal's sandbox"] if "sandbox" in self.sdk_url else [])


def read(text: Callable[..., str], currencies: tuple[str, ...], problems: list[str]) -> Till:
    """The settings, as `text(name, default)` gives them. What is wrong with them is added to `problems`."""
    offers = payment_methods.read(text("PAYMENT_METHODS", payment_methods.ALL), problems)
    payment_methods.check(offers, currencies, problems)
    # The script must belong to the same PayPal as the API: an order of one is unknown to the other.
    host = _HOSTS["sandbox" in text("PAYPAL_BASE_URL", "sandbox")]
    sdk_url, apple = text("PAYPAL_SDK_URL", f"{host}/sdk/js"), text("APPLE_PAY_SCRIPT_URL", APPLE_SCRIPT)
    for name, url in (("PAYPAL_SDK_URL", sdk_url), ("APPLE_PAY_SCRIPT_URL", apple)):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            problems.append(f"{name} is not an address")
    return Till(offers, sdk_url, apple, text("APPLE_PAY_DOMAIN_ASSOCIATION"), _percent(text, problems))


def _percent(text: Callable[..., str], problems: list[str]) -> int:
    value = text("LOSS_ASKS_TWICE_PERCENT", str(LOSS_ASKS_TWICE_PERCENT))
    if value.isascii() and value.isdigit() and int(value) <= 100:
        return int(value)
    problems.append("LOSS_ASKS_TWICE_PERCENT is not a share from 0 to 100")
    return LOSS_ASKS_TWICE_PERCENT
