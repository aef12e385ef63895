"""The staff's way in, as the browser sees it."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import staff_room
from tests.staff_room import NAME, PASSWORD
from tests.web.browsers import CHINESE
from tests.web.shop import Shop
from tests.web.staff.conftest import Desk
from tests.web.visits import Visit
from tmcard.config import Config

NONCES = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture
def lin(visit: Visit) -> staff_room.Colleague:
    """A member who is not signed in."""
    return staff_room.enrolled(visit.session)


def _sign_in(visit: Visit, lin: staff_room.Colleague, path: str = "/staff/sign-in", **changes: str) -> TestResponse:
    return visit.post(path, **{"name": lin.name, "password": PASSWORD, "code": lin.code(visit.at), **changes})


def test_all_three_open_the_pages(visit: Visit, lin: staff_room.Colleague) -> None:
    answer = _sign_in(visit, lin, name=" LIN ", code=f"{lin.code(visit.at)[:3]} {lin.code(visit.at)[3:]}")
    assert answer.location == "/staff/"
    assert visit.get("/staff/").status_code == 200
    assert visit.get("/staff/sign-in").location == "/staff/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(visit: Visit, lin: staff_room.Colleague) -> None:
    """ASVS 3.3.1, 3.3.2, 3.3.4."""
    cookie = next(c for c in _sign_in(visit, lin).headers.getlist("Set-Cookie") if c.startswith("staff="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie


@pytest.mark.parametrize("changes", [{"name": "nobody"}, {"password": "a wrong one altogether"}, {"code": "000000"}])
def test_whatever_is_wrong_looks_the_same(visit: Visit, lin: staff_room.Colleague, changes: dict[str, str]) -> None:
    """ASVS 6.3.8: to the byte, but for the name that was typed."""
    page = NONCES.sub("", _sign_in(visit, lin, **changes).text).replace('value="nobody"', f'value="{NAME}"')
    other = NONCES.sub("", _sign_in(visit, lin, password="another wrong one", code="111111").text)
    shown = re.sub(r'(name="code"[^>]*value=")[^"]*', r"\1", page)
    assert shown == re.sub(r'(name="code"[^>]*value=")[^"]*', r"\1", other)
    assert "Name, password or code is wrong" in page


def test_a_wrong_try_stays_on_the_page_and_keeps_no_password(visit: Visit, lin: staff_room.Colleague) -> None:
    answer = _sign_in(visit, lin, password="a wrong one altogether")
    assert (answer.status_code, "a wrong one altogether" in answer.text) == (422, False)
    assert visit.get("/staff/").status_code == 303


def test_guessing_ends_in_a_wait_that_says_how_long(visit: Visit, lin: staff_room.Colleague) -> None:
    """ASVS 6.3.1."""
    for _ in range(5):
        _sign_in(visit, lin, code="000000")
    answer = _sign_in(visit, lin)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Too many tries" in answer.text


@pytest.mark.parametrize("missing", ["name", "password"])
def test_an_empty_field_is_named(visit: Visit, lin: staff_room.Colleague, missing: str) -> None:
    answer = _sign_in(visit, lin, **{missing: ""})
    assert (answer.status_code, f'id="{missing}-error"' in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("wish", "goal"),
    [
        ("/staff/orders", "/staff/orders"),
        ("/dashboard/", "/staff/"),
        ("//evil/staff/", "/staff/"),
        ("/staffx", "/staff/"),
    ],
)
def test_the_way_goes_on_to_a_staff_page_alone(visit: Visit, lin: staff_room.Colleague, wish: str, goal: str) -> None:
    """ASVS 3.7.2."""
    assert _sign_in(visit, lin, f"/staff/sign-in?next={wish}").location == goal


def test_the_form_token_is_a_new_one_after_signing_in(visit: Visit, lin: staff_room.Colleague) -> None:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visit.get("/staff/sign-in").text)
    _sign_in(visit, lin)
    before = found.group(1) if found is not None else ""
    assert visit.browser.post("/staff/sign-out", data={"csrf_token": before}).status_code == 400


def test_a_stolen_cookie_is_worthless_after_signing_out(desk: Desk) -> None:
    """ASVS 7.4.1."""
    stolen = desk.browser.get_cookie("staff")
    answer = desk.post("/staff/sign-out")
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/staff/sign-in", '"cache"')
    desk.browser.set_cookie("staff", stolen.value if stolen is not None else "")
    assert desk.get("/staff/").status_code == 303


def test_the_first_visit_from_the_one_time_password_to_the_pages(visit: Visit) -> None:
    lin, password = staff_room.invited(visit.session, now=visit.at)
    assert visit.post("/staff/sign-in", name=NAME, password=password).location == "/staff/enrol"
    assert visit.get("/staff/").status_code == 303
    assert "otpauth://totp/" in visit.get("/staff/enrol").text
    answer = visit.post("/staff/enrol", password=PASSWORD, code=lin.code(visit.at))
    assert answer.location == "/staff/"
    assert visit.get("/staff/").status_code == 200
    assert visit.get("/staff/enrol").location == "/staff/sign-in"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "a word about lin here"}, "password"),
        ({"password": "one-time"}, "password"),
        ({"code": "12345"}, "code"),
        ({"code": "000000"}, "code"),
    ],
)
def test_what_is_wrong_with_the_first_visit_stands_beside_its_field(
    visit: Visit, changes: dict[str, str], field: str
) -> None:
    lin, one_time = staff_room.invited(visit.session, now=visit.at)
    visit.post("/staff/sign-in", name=NAME, password=one_time)
    sent = {"password": PASSWORD, "code": lin.code(visit.at), **changes}
    answer = visit.post("/staff/enrol", **{**sent, "password": sent["password"].replace("one-time", one_time)})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert staff_room.stored(visit.session, NAME).enrolled_at is None


def test_the_pages_speak_chinese(visit: Visit) -> None:
    _, one_time = staff_room.invited(visit.session, now=visit.at)
    assert "员工登录" in visit.get("/staff/sign-in", headers=CHINESE).text
    visit.post("/staff/sign-in", name=NAME, password=one_time)
    assert "身份验证器" in visit.get("/staff/enrol", headers=CHINESE).text


def test_over_https_the_cookie_is_bound_to_the_host(https_app: Flask, config: Config, shop: Shop) -> None:
    """ASVS 3.3.1."""
    lin = staff_room.enrolled(shop.session)
    https_app.extensions["tmcard_clock"] = lambda: shop.at
    client, base = https_app.test_client(), {"base_url": "https://localhost", "headers": {"X-Forwarded-For": "1.2.3.4"}}
    page = client.get("/staff/sign-in", **base).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    sent = {
        "name": NAME,
        "password": PASSWORD,
        "code": lin.code(shop.at),
        "csrf_token": token.group(1) if token else "",
    }
    headers = {"X-Forwarded-For": "1.2.3.4", "Referer": "https://localhost/staff/sign-in"}
    answer = client.post("/staff/sign-in", data=sent, base_url="https://localhost", headers=headers)
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("__Host-staff=") and "Secure" in cookie for cookie in cookies)
