"""Staff pages are for the staff: an owner's session opens none of them, and theirs none of an owner's."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.guest_links import made
from tests.security.ground import changed, fingerprint, rules
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tests.web.staff.conftest import Desk
from tmcard.domain.staff import SESSION_IDLE
from tmcard.services.staffing import inviting

#: What somebody of the staff gets; forms are sent empty, with a good token.
WHO = """
GET  /staff/                                                200
GET  /staff/sign-in                                         303
POST /staff/sign-in                                         422
GET  /staff/enrol                                           303
POST /staff/enrol                                           303
GET  /staff/orders                                          200
GET  /staff/orders/<ref>                                    200
POST /staff/orders/<ref>/look                               303
GET  /staff/orders/<ref>/payments/<payment>/refund          200
POST /staff/orders/<ref>/payments/<payment>/refund          422
POST /staff/orders/<ref>/payments/<payment>/refund/confirm  422
GET  /staff/orders/<ref>/payments/<payment>/close           200
POST /staff/orders/<ref>/payments/<payment>/close           422
GET  /staff/orders/<ref>/link                               200
POST /staff/orders/<ref>/link                               303
GET  /staff/orders/<ref>/links/<link>                       200
"""
TABLE = {" ".join(line.split()[:2]): int(line.split()[2]) for line in WHO.strip().splitlines()}
DOORS = {"POST /staff/sign-out"}
OPEN = {"/staff/sign-in", "/staff/enrol", "/staff/sign-out"}
#: Shown to whoever is signed in already, as to everybody.
OPEN_FORMS = {"POST /staff/sign-in"}
GUARDED = [key for key in TABLE if key.split()[1] not in OPEN]


def _path(key: str, desk: Desk) -> str:
    order, payment = desk.taken()
    link = made(desk.shop.session, desk.shop.card)
    named = key.split()[1].replace("<ref>", order.ref).replace("<payment>", payment.ref)
    return named.replace("<link>", link.ref)


def test_every_staff_address_is_in_the_table(app: Flask) -> None:
    assert {key for key in rules(app) if key.split()[1].startswith("/staff")} == set(TABLE) | DOORS


def test_every_staff_view_is_guarded_but_the_way_in(app: Flask) -> None:
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    staff = {rule: view for rule, view in views.items() if rule.startswith("/staff")}
    assert {rule for rule, view in staff.items() if not hasattr(view, "is_staff_guarded")} == OPEN


@pytest.mark.parametrize("key", TABLE)
def test_what_the_staff_get(desk: Desk, key: str) -> None:
    path = _path(key, desk)
    answer = desk.get(path) if key.startswith("GET") else desk.post(path)
    assert answer.status_code == TABLE[key]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'action="/staff/sign-out"' in answer.text or answer.status_code == 303 or key in OPEN_FORMS
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("key", GUARDED)
@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_nobody_else_gets_further_than_the_sign_in(desk: Desk, key: str, who: str) -> None:
    """ASVS 8.2.1."""
    shop, path = desk.shop, _path(key, desk)
    client = shop.browser(shop.owner if who == "owner" else None)
    before = fingerprint(shop.session)
    answer = client.get(path) if key.startswith("GET") else shop.post(client, path, amount="1", note="x", reason="late")
    assert answer.status_code == 303
    assert answer.location.startswith("/staff/sign-in")
    assert changed(before, fingerprint(shop.session)) == set()
    assert shop.gateway.calls == []


@pytest.mark.parametrize("path", ["/dashboard/", "/account/", "/plans/"])
def test_a_staff_session_is_no_owner(desk: Desk, path: str) -> None:
    assert desk.get(path).location.startswith("/auth/sign-in")


def test_an_owner_s_token_in_the_staff_cookie_opens_nothing(shop: Shop, owner: FlaskClient) -> None:
    with owner.session_transaction() as cookie:
        token = cookie["_user_id"]
    owner.set_cookie("staff", token)
    assert owner.get("/staff/").status_code == 303


def test_both_on_one_browser_do_not_mix(desk: Desk) -> None:
    shop, order = desk.shop, desk.shop.order()
    both = shop.browser(shop.owner)
    found = desk.browser.get_cookie("staff")
    both.set_cookie("staff", found.value if found is not None else "")
    page = both.get(f"/staff/orders/{order.ref}")
    assert page.status_code == 200
    assert "/auth/sign-out" not in page.text
    assert both.get("/account/").status_code == 200


def test_a_form_of_others_is_refused(desk: Desk) -> None:
    """ASVS 3.5.1."""
    order, payment = desk.taken()
    path = f"/staff/orders/{order.ref}/payments/{payment.ref}/refund/confirm"
    sent = {"amount": "1", "reason": "late", "note": "x", "form_token": "t"}
    assert desk.browser.post(path, data=sent).status_code == 400
    assert desk.shop.count("refunds") == 0


def test_a_payment_of_another_order_is_not_found(desk: Desk) -> None:
    """ASVS 8.2.2."""
    (order, _), (_, other) = desk.taken(), desk.taken()
    for path in ("refund", "close"):
        assert desk.get(f"/staff/orders/{order.ref}/payments/{other.ref}/{path}").status_code == 404
    assert desk.get("/staff/orders/NOSUCHORDER00000").status_code == 404


def test_the_session_ends_when_it_is_not_used_and_comes_back_to_the_page(desk: Desk) -> None:
    """ASVS 7.3.1."""
    order = desk.shop.order()
    desk.shop.at += SESSION_IDLE
    path = f"/staff/orders/{order.ref}"
    assert desk.get(path).location == f"/staff/sign-in?next={path}"
    answer = desk.get(path, headers={**HTMX, "HX-Current-URL": f"http://localhost{path}"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, f"/staff/sign-in?next={path}")


def test_whoever_is_disabled_is_out_with_the_next_click(desk: Desk) -> None:
    """ASVS 7.4.2."""
    inviting.disable(desk.shop.session, desk.colleague.name, desk.shop.at)
    assert desk.get("/staff/").status_code == 303
