"""Every address, and who may: a new one without a line here fails the build."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import rows
from tests.security.ground import PARTIAL, SAFE, Address, addresses, ask, changed, fingerprint, rules, token_of
from tests.web.shop import Shop, opened

#: One address a line, with what nobody, its owner and a stranger get.
LINES = (Path(__file__).parent / "routes.txt").read_text(encoding="ascii").splitlines()
TABLE = {" ".join(line.split()[:2]): tuple(map(int, line.split()[2:])) for line in LINES if not line.startswith("#")}
#: No form of ours leads there: their senders sign what they send, or can do no more than have a card looked at. Or
#: their address is a key by itself, and mail programs post there without cookies.
SIGNED = {"POST /webhooks/paypal", "POST /webhooks/esimaccess", "POST /webhooks/airalo", "POST /webhooks/sms"}
SIGNED |= {"POST /u/<token>", "POST /u/<token>/<topic>", "POST /e/<token>", "POST /r/<token>"}


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """An owner with a card, an open order, and a second device."""
    with opened(app) as shop:
        yield shop


def _everything(shop: Shop) -> list[Address]:
    return list(addresses(shop, shop.order().ref))


def test_every_address_is_in_the_table_and_no_other(app: Flask) -> None:
    assert rules(app) == set(TABLE)


def test_no_address_takes_anything_but_reading_and_posting(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or set()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("who", range(3), ids=["nobody", "owner", "stranger"])
def test_who_may(shop: Shop, who: int) -> None:
    shop.browser(shop.owner)  # the device that may be signed out
    people = (None, shop.owner, rows.owner(shop.session))
    found = {}
    for address in _everything(shop):
        client = shop.browser(people[who])
        found[address.key] = ask(client, address, token_of(client)).status_code
    assert found == {key: statuses[who] for key, statuses in TABLE.items()}


def _forged(shop: Shop, client: FlaskClient, address: Address) -> dict[str, int]:
    """What a form of somebody else brings, in every disguise."""
    others = {"csrf_token": token_of(shop.browser(rows.owner(shop.session)))}
    send, path = client.post, address.path
    answers = {
        "no token": send(path, data={"plan": shop.plan.sku, "terms": "y"}),
        "a header is no proof": send(path, headers={**PARTIAL, "Origin": "null", "Sec-Fetch-Site": "cross-site"}),
        "another session's": send(path, data=others),
        "in the address": send(path, query_string={"csrf_token": token_of(client)}),
        "as text": send(path, data=f"csrf_token={token_of(client)}", content_type="text/plain"),
        "as json": send(path, json={"csrf_token": token_of(client)}),
    }
    return {name: answer.status_code for name, answer in answers.items() if answer.status_code != 400}


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_form_of_others_is_refused_and_changes_nothing(shop: Shop, signed_in: bool) -> None:
    everything = _everything(shop)
    client = shop.browser(shop.owner if signed_in else None)
    before, wrong = fingerprint(shop.session), {}
    for address in everything:
        if address.method not in SAFE and address.key not in SIGNED and (found := _forged(shop, client, address)):
            wrong[address.key] = found
    assert wrong == {}
    assert changed(before, fingerprint(shop.session)) <= {"owners", "sessions"}  # the others and their devices
    assert client.get("/account/").status_code == (200 if signed_in else 303)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_nothing(shop: Shop, method: str) -> None:
    everything = _everything(shop)
    clients = [shop.browser(), shop.browser(shop.owner), shop.browser(rows.owner(shop.session))]
    before = fingerprint(shop.session)
    for address in everything:
        for client in clients:
            client.open(address.path, method=method)
            client.open(address.path, method=method, headers=PARTIAL)
            client.open(f"{address.path}?token=x&next=/plans/&saved=email&after=x", method=method)
    assert changed(before, fingerprint(shop.session)) == set()
    assert shop.gateway.calls == []


def test_coming_back_from_paypal_settles_and_says_so(shop: Shop) -> None:
    order = shop.order()
    payment = rows.payment(shop.session, order)
    before = fingerprint(shop.session)
    shop.browser().get(f"/checkout/{order.ref}/return?token={payment.checkout_id}")
    assert changed(before, fingerprint(shop.session)) == {"payments", "orders", "order_events"}
    assert shop.gateway.calls == ["read"]


def test_a_visit_notes_no_more_than_that_the_device_was_seen_and_which_cards_are_looked_at(shop: Shop) -> None:
    client = shop.browser(shop.owner)
    before = fingerprint(shop.session)
    shop.later(hours=2)
    client.get("/dashboard/")
    assert changed(before, fingerprint(shop.session)) == {"sessions", "cards"}
