"""Every address, and who may: a new one without a line here fails the build."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import rows
from tests.security.ground import PARTIAL, SAFE, Address, addresses, ask, changed, fingerprint, rules, token_of
from tests.web.shop import Shop, opened

#: What nobody, the owner of the thing, and another owner get; forms are sent empty, with a good token.
WHO = """
GET  /                                  200 200 200
GET  /help                              200 200 200
GET  /terms                             200 200 200
GET  /privacy                           200 200 200
POST /language                          303 303 303
GET  /healthz                           200 200 200
GET  /readyz                            200 200 200
GET  /robots.txt                        200 200 200
GET  /favicon.ico                       200 200 200
GET  /manifest.webmanifest              200 200 200
GET  /static/<path:filename>            200 200 200
GET  /.well-known/security.txt          200 200 200
GET  /.well-known/change-password       302 302 302
GET  /.well-known/apple-developer-merchantid-domain-association 404 404 404
POST /webhooks/paypal                   401 401 401
POST /webhooks/esimaccess               400 400 400
GET  /webhooks/airalo                   200 200 200
POST /webhooks/airalo                   401 401 401
GET  /auth/register                     200 303 303
POST /auth/register                     422 422 422
GET  /auth/sign-in                      200 303 303
POST /auth/sign-in                      422 422 422
POST /auth/sign-out                     303 303 303
GET  /auth/reset                        200 200 200
POST /auth/reset                        422 422 422
GET  /auth/verify                       303 303 303
POST /auth/verify                       303 303 303
POST /auth/verify/resend                303 303 303
GET  /account/                          303 200 200
POST /account/preferences               303 303 303
POST /account/email                     303 422 422
POST /account/password                  303 422 422
POST /account/devices/<ref>/end         303 303 404
POST /account/devices/end-others        303 303 303
GET  /dashboard/                        303 200 200
GET  /dashboard/cards                   303 303 303
GET  /dashboard/cards/claim             303 200 200
POST /dashboard/cards/claim             303 422 422
GET  /dashboard/cards/<card>            303 200 404
GET  /dashboard/cards/<card>/remaining  303 303 404
GET  /dashboard/cards/<card>/renewal    303 303 404
POST /dashboard/cards/<card>/rename     303 303 404
GET  /plans/                            303 303 200
GET  /plans/coverage                    200 200 200
GET  /plans/cards/<card>                303 200 404
GET  /plans/cards/<card>/advice         303 200 404
GET  /plans/cards/<card>/advice/hint    303 303 404
GET  /plans/cards/<card>/choose         303 303 303
POST /plans/cards/<card>/choose         303 422 404
GET  /plans/cards/<card>/currency       303 303 303
POST /plans/cards/<card>/currency       303 303 404
GET  /checkout/<ref>                    303 200 404
GET  /checkout/<ref>/status             303 303 404
GET  /checkout/<ref>/review             303 200 404
GET  /checkout/<ref>/receipt            303 303 404
GET  /checkout/<ref>/receipt.pdf        303 303 404
GET  /checkout/<ref>/cancel             303 200 404
GET  /checkout/<ref>/cancel-queued      303 303 404
POST /checkout/<ref>/cancel-queued      303 303 404
GET  /checkout/<ref>/start-queued       303 303 303
POST /checkout/<ref>/start-queued       303 303 404
GET  /checkout/<ref>/return             200 303 303
GET  /checkout/<ref>/pay                303 303 303
POST /checkout/<ref>/pay                303 422 404
POST /checkout/<ref>/attempts           303 422 404
POST /checkout/<ref>/attempts/<checkout>/settle 303 404 404
POST /checkout/<ref>/script-errors      303 422 404
GET  /checkout/<ref>/requote            303 303 303
POST /checkout/<ref>/requote            303 303 404
GET  /checkout/<ref>/starts             303 303 303
POST /checkout/<ref>/starts             303 303 404
GET  /staff/                            303 303 303
GET  /staff/sign-in                     200 200 200
POST /staff/sign-in                     422 422 422
POST /staff/sign-out                    303 303 303
GET  /staff/enrol                       303 303 303
POST /staff/enrol                       303 303 303
GET  /staff/orders                      303 303 303
GET  /staff/orders/<ref>                303 303 303
POST /staff/orders/<ref>/look           303 303 303
GET  /staff/orders/<ref>/payments/<payment>/refund 303 303 303
POST /staff/orders/<ref>/payments/<payment>/refund 303 303 303
POST /staff/orders/<ref>/payments/<payment>/refund/confirm 303 303 303
GET  /staff/orders/<ref>/payments/<payment>/close 303 303 303
POST /staff/orders/<ref>/payments/<payment>/close 303 303 303
"""
TABLE = {" ".join(line.split()[:2]): tuple(map(int, line.split()[2:])) for line in WHO.strip().splitlines()}
#: No form of ours leads there: their senders sign what they send, or can do no more than have a card looked at.
SIGNED = {"POST /webhooks/paypal", "POST /webhooks/esimaccess", "POST /webhooks/airalo"}


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
