"""What may come in: hosts, methods, bodies, and characters; each is refused before anything happens."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import doors
from tests.security.ground import PARTIAL, SAFE, Address, addresses, changed, fingerprint, token_of
from tests.web.shop import Shop
from tests.web.visits import NUMBER, Visit
from tmcard.domain.accounts import CLIENT_SENDS
from tmcard.services.throttling import TooMany
from tmcard.services.verifying import admit
from tmcard.web import letters
from tmcard.web.intake import MACHINES
from tmcard.web.security import MAX_BODY_BYTES

FIELDS = (
    *("phone", "password", "country", "zone", "code", "locale", "email", "proof", "old", "new"),
    *("iccid", "label", "plan", "form_token", "terms", "next", "language"),
)
LYING = (
    *("/.git/config", "/.env", "/static/", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/console", "/metrics"),
    *("/admin", "/instance/tmcard.sqlite3", "/_standin/ledger", "/server-status"),
)
METHODS = ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND")
ODD = ["\x00", "\x1b[2J", "\x7f", "\x85", "\ufffe"]


def _forms(shop: Shop) -> list[Address]:
    found = addresses(shop, shop.order().ref)
    return [a for a in found if a.method not in SAFE and a.rule.split("/")[1] not in MACHINES]


def _refused(shop: Shop, client: FlaskClient, **sent: object) -> dict[str, int]:
    """What each form answers to such a body; nothing may change, and every page is inspected by the client."""
    forms, before = _forms(shop), fingerprint(shop.session)
    answers = {form.key: client.post(form.path, **sent).status_code for form in forms}
    assert changed(before, fingerprint(shop.session)) == set()
    return answers


@pytest.mark.parametrize("odd", ODD)
def test_characters_that_no_page_can_show_are_refused_in_every_field(shop: Shop, owner: FlaskClient, odd: str) -> None:
    token = token_of(owner)
    fields = {name: f"x{odd}y" for name in FIELDS}
    assert set(_refused(shop, owner, data={"csrf_token": token, **fields}).values()) == {400}
    assert set(_refused(shop, owner, data={"csrf_token": token, **fields}, headers=PARTIAL).values()) == {400}


def test_one_such_field_is_enough(visit: Visit) -> None:
    sent = {**NUMBER, "password": doors.PASSWORD}
    assert {visit.post("/auth/register", **{**sent, name: "\x00"}).status_code for name in FIELDS} == {400}
    assert doors.messages(visit.session) == []


def test_such_a_name_of_a_field_is_refused(visit: Visit) -> None:
    assert visit.post("/language", **{"language\x00": "zh"}).status_code == 400


def test_such_addresses_do_not_exist(shop: Shop, owner: FlaskClient) -> None:
    for path in ("/checkout/X{}", "/checkout/{}/return", "/dashboard/cards/{}", "/plans/cards/{}", "/{}"):
        for odd in ("%00", "%1b%5b2J", "%7f", "%c2%85"):
            assert owner.get(path.format(odd)).status_code == 404


def test_such_queries_are_refused(shop: Shop, owner: FlaskClient, database_kind: str) -> None:
    ref = shop.order().ref
    for query in ("token=%00", "after=a%00b", "next=%00", "saved=%1b"):
        assert owner.get(f"/checkout/{ref}?{query}").status_code == 400
        assert owner.get(f"/checkout/{ref}/return?{query}").status_code == 400


def test_a_field_given_twice_is_refused(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 15.3.7: no two readers of one form may see two different forms."""
    sent = {"csrf_token": token_of(owner), **{name: ["a", "b"] for name in FIELDS}}
    assert set(_refused(shop, owner, data=sent).values()) == {400}


def test_anything_but_a_form_is_refused(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 4.1.1, 15.3.5: JSON could put a number or a list where a form expects text."""
    headers, body = {"X-CSRFToken": token_of(owner)}, dict.fromkeys(FIELDS, 7)
    assert set(_refused(shop, owner, json=body, headers=headers).values()) == {415}
    assert set(_refused(shop, owner, json=[body], headers=headers).values()) == {415}
    assert set(_refused(shop, owner, data="<a/>", content_type="text/xml", headers=headers).values()) == {415}


def test_a_file_is_no_text(shop: Shop, owner: FlaskClient) -> None:
    token, boundary = token_of(owner), "b"
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = part.format("csrf_token", "", token) + "".join(part.format(n, '; filename="f"', "x") for n in FIELDS)
    kind = f"multipart/form-data; boundary={boundary}"
    assert set(_refused(shop, owner, data=f"{body}--b--\r\n", content_type=kind).values()) == {400}


def test_a_body_beyond_the_limit_is_refused_everywhere(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 5.2.1."""
    assert set(_refused(shop, owner, data={"x": "y" * MAX_BODY_BYTES}).values()) == {413}


def test_a_made_up_host_is_refused_everywhere(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 4.1.3."""
    everything = list(addresses(shop, shop.order().ref))
    before = fingerprint(shop.session)
    answers = [owner.open(a.path, method=a.method, headers={"Host": "evil.example"}) for a in everything]
    assert {answer.status_code for answer in answers} == {400}
    assert not any("evil" in answer.text for answer in answers)
    assert changed(before, fingerprint(shop.session)) == set()


def test_links_in_mails_know_no_host_but_the_configured_one(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example"}):
        assert letters.link("checkout.show", ref="X") == "http://localhost/checkout/X"


def test_a_spoofed_address_does_not_leave_the_bucket(visit: Visit) -> None:
    """ASVS 15.3.4: with no proxy of ours in front, X-Forwarded-For is a stranger's word."""
    for number in range(CLIENT_SENDS[0].count):
        admit(visit.session, doors.visitor(f"+86138001{number:05}", "127.0.0.1"), "register", visit.at)  # type: ignore[arg-type]  # a word of the enumeration
    for spoofed in ("192.0.2.1", "2001:db8::1", "not an address"):
        answer = visit.post("/auth/register", headers={"X-Forwarded-For": spoofed}, password=doors.PASSWORD, **NUMBER)
        assert answer.status_code == 429
    with pytest.raises(TooMany):
        admit(visit.session, doors.visitor("+8613800199999", "127.0.0.1"), "register", visit.at)  # type: ignore[arg-type]  # as above


def test_nothing_lies_around(app: Flask) -> None:
    """ASVS 13.4."""
    client = app.test_client()
    assert {path: client.get(path).status_code for path in LYING} == dict.fromkeys(LYING, 404)


def test_other_methods_are_refused(app: Flask) -> None:
    client = app.test_client()
    answers = {method: client.open("/", method=method).status_code for method in METHODS}
    assert answers == dict.fromkeys(METHODS, 405)
