"""Where PayPal lets payers approve: a page whose form ends there has to say so in its policy."""

from urllib.parse import urlsplit

from tmcard.web.callers import house
from tmcard.web.security import allow_form_action


def allow_approval() -> None:
    """Let the forms of the page being made lead to PayPal: next to its API on one host of our choice, else its site."""
    config = house().config
    base = urlsplit(config.paypal_base_url)
    site = "https://www.paypal.com" if config.is_production else "https://www.sandbox.paypal.com"
    allow_form_action(f"{base.scheme}://{base.netloc}", site)
