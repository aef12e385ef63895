"""The pay page alone lets PayPal and Apple in, and offers what the settings say."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.browsers import CHINESE
from tests.web.shop import Shop
from tmcard.domain import payment_methods
from tmcard.domain.till import Till
from tmcard.web import security, static

LIVE = {"sdk_url": "https://www.paypal.com/sdk/js", "apple_script_url": "https://applepay.cdn-apple.com/jsapi/v1/x.js"}


def configure(shop: Shop, methods: str = payment_methods.ALL, **changes: str) -> None:
    """Let the site have these settings of the pay page."""
    house = shop.app.extensions["tmcard"]
    till: Till = replace(house.config.till, offers=payment_methods.read(methods, []), **{**LIVE, **changes})
    shop.app.extensions["tmcard"] = replace(house, config=replace(house.config, till=till))


def policy(client: FlaskClient, path: str) -> dict[str, list[str]]:
    """The content security policy of a page, directive by directive."""
    parts = client.get(path).headers["Content-Security-Policy"].split("; ")
    return {part.split()[0]: part.split()[1:] for part in parts}


def test_the_pay_page_takes_scripts_of_paypal_and_apple(shop: Shop, owner: FlaskClient) -> None:
    configure(shop)
    found = policy(owner, f"/checkout/{shop.order().ref}")
    paypal = ["https://*.paypal.com", "https://*.paypalobjects.com", "https://*.venmo.com"]
    assert found["script-src"][:5] == ["'self'", *paypal, "https://applepay.cdn-apple.com"]
    assert found["frame-src"] == found["child-src"] == paypal
    assert found["connect-src"] == ["'self'", *paypal, "https://applepay.cdn-apple.com"]
    assert found["img-src"] == ["'self'", *paypal, "https://applepay.cdn-apple.com", "data:"]
    assert found["style-src"] == ["'self'", *paypal, "'unsafe-inline'"]


def test_scripts_run_by_a_nonce_that_is_new_each_time(shop: Shop, owner: FlaskClient) -> None:
    path = f"/checkout/{shop.order().ref}"
    nonces = {policy(owner, path)["script-src"][-1] for _ in range(3)}
    assert len(nonces) == 3
    assert all(nonce.startswith("'nonce-") and len(nonce) > 7 + 22 for nonce in nonces)


def test_its_window_may_find_us_again(shop: Shop, owner: FlaskClient) -> None:
    configure(shop)
    headers = owner.get(f"/checkout/{shop.order().ref}").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert 'payment=(self "https://www.paypal.com"' in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/", "/dashboard/", "/plans/", "/account/", "/checkout/{paid}", "/nowhere"])
def test_every_other_page_stays_strict(shop: Shop, owner: FlaskClient, path: str) -> None:
    configure(shop)
    answer = owner.get(path.format(paid=shop.order("credited").ref), follow_redirects=True)
    assert answer.headers["Content-Security-Policy"] == security.STRICT
    assert {name: answer.headers[name] for name in security.HEADERS} == security.HEADERS
    assert "pay.js" not in answer.text


def test_the_strict_policy_comes_back_after_the_pay_page(shop: Shop, owner: FlaskClient) -> None:
    owner.get(f"/checkout/{shop.order().ref}")
    assert owner.get("/dashboard/").headers["Content-Security-Policy"] == security.STRICT


def test_the_script_is_asked_for_what_is_offered_in_the_orders_currency(shop: Shop, owner: FlaskClient) -> None:
    configure(shop, "paypal; card")
    page = owner.get(f"/checkout/{shop.order().ref}").text
    assert (
        "components=buttons%2Ccard-fields&amp;currency=USD&amp;intent=capture&amp;commit=true&amp;locale=en_US" in page
    )
    assert "client-id=client&amp;" in page
    assert "apple-pay-button" not in page


def test_the_script_speaks_the_readers_language(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    order = rows.order(shop.session, rows.card(shop.session, reader), shop.plan)
    assert "locale=zh_CN" in shop.browser(reader).get(f"/checkout/{order.ref}", headers=CHINESE).text


@pytest.mark.parametrize(("minor", "currency", "shown"), [(900, "USD", "9.00"), (1250, "JPY", "1250")])
def test_apples_sheet_says_the_price_of_the_order(
    shop: Shop, owner: FlaskClient, minor: int, currency: str, shown: str
) -> None:
    """Lesson 25."""
    order = shop.order(amount_minor=minor, currency=currency)
    page = owner.get(f"/checkout/{order.ref}").text
    assert f'data-amount="{shown}" data-currency="{currency}"' in page


def test_the_region_is_that_of_the_owners_number(shop: Shop, owner: FlaskClient) -> None:
    configure(shop, "paypal; card @ -CN; apple_pay @ CN")
    page = owner.get(f"/checkout/{shop.order().ref}").text
    assert 'data-methods="paypal apple_pay"' in page


def test_without_paypal_there_is_no_way_without_scripts_and_the_form_leads_nowhere(
    shop: Shop, owner: FlaskClient
) -> None:
    configure(shop, "card")
    order = shop.order()
    page = owner.get(f"/checkout/{order.ref}").text
    assert "pay-redirect" not in page
    assert "need JavaScript" in page
    answer = shop.post(owner, f"/checkout/{order.ref}/pay", terms="y", email="")
    assert (answer.location, shop.gateway.calls) == (f"/checkout/{order.ref}", [])


def test_apple_finds_its_file_to_the_byte(shop: Shop) -> None:
    content = "7B227073704964223A2244" * 20
    configure(shop, domain_association=content)
    answer = shop.browser().get("/.well-known/apple-developer-merchantid-domain-association")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, content, "text/plain")
    assert "Set-Cookie" not in answer.headers


def test_a_site_without_the_file_says_so(shop: Shop) -> None:
    assert shop.browser().get("/.well-known/apple-developer-merchantid-domain-association").status_code == 404


def test_our_script_is_short_and_evaluates_nothing() -> None:
    script = (Path(static.__file__).parents[1] / "static" / "pay.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 200
    assert not re.search(r"\beval\b|new Function|innerHTML|order\.(create|patch|capture)|localStorage", script)
