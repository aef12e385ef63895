"""Signing in and out, as the browser sees it."""

import pytest

from tests import doors
from tests.web.browsers import HTMX
from tests.web.visits import NUMBER, Visit


@pytest.fixture(autouse=True)
def _owner(visit: Visit) -> None:
    doors.owner(visit.session)


def test_a_new_browser_is_asked_for_the_code_and_then_is_in(visit: Visit) -> None:
    assert visit.sign_in().location == "/auth/verify"
    assert visit.enter_code().location == "/dashboard/"
    assert visit.get("/account/").status_code == 200


def test_a_known_browser_is_in_with_the_password(visit: Visit) -> None:
    visit.enter()
    visit.post("/auth/sign-out")
    assert visit.sign_in().location == "/dashboard/"


@pytest.mark.parametrize("phone", [doors.TYPED, "139 0013 9000"])
def test_a_wrong_password_and_an_unknown_number_look_the_same(visit: Visit, phone: str) -> None:
    answer = visit.sign_in(doors.OTHER_PASSWORD, phone=phone)
    assert answer.status_code == 422
    assert answer.text.count("Phone number or password is wrong") == 2
    assert doors.OTHER_PASSWORD not in answer.text


def test_the_way_goes_on_to_where_it_began(visit: Visit) -> None:
    visit.get("/auth/sign-in?next=/plans/")
    visit.sign_in()
    assert visit.enter_code().location == "/plans/"


@pytest.mark.parametrize("wish", ["//evil", "https://evil", "/\\evil"])
def test_the_way_never_leads_elsewhere(visit: Visit, wish: str) -> None:
    visit.browser.get("/auth/sign-in", query_string={"next": wish})
    visit.sign_in()
    assert visit.enter_code().location == "/dashboard/"


def test_whoever_is_in_already_goes_straight_on(visit: Visit) -> None:
    visit.enter()
    assert visit.get("/auth/sign-in?next=/plans/").location == "/plans/"
    assert visit.get("/auth/register").location == "/dashboard/"


def test_a_planted_cookie_is_not_kept(visit: Visit) -> None:
    with visit.browser.session_transaction() as planted:
        planted["planted"] = "by a stranger"
    visit.enter()
    with visit.browser.session_transaction() as cookie:
        assert "planted" not in cookie
        assert "verification" not in cookie


def test_a_stolen_cookie_is_worthless_after_signing_out(visit: Visit) -> None:
    visit.enter()
    stolen = visit.browser.get_cookie("session")
    assert stolen is not None
    answer = visit.post("/auth/sign-out")
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/", '"cache", "storage"')
    visit.browser.set_cookie("session", stolen.value)
    assert visit.get("/account/").location == "/auth/sign-in?next=/account/".replace("/account/", "%2Faccount%2F")


def test_signing_out_twice_is_harmless(visit: Visit) -> None:
    assert visit.post("/auth/sign-out", headers=HTMX).headers["HX-Redirect"] == "/"
    assert visit.post("/auth/sign-out").location == "/"


def test_guessing_ends_in_a_wait_that_says_how_long(visit: Visit) -> None:
    for _ in range(5):
        visit.sign_in(doors.OTHER_PASSWORD)
    answer = visit.sign_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert doors.TYPED in answer.text


def test_the_mark_of_a_browser_is_kept_from_scripts_and_other_sites(visit: Visit) -> None:
    visit.sign_in()
    cookies = visit.enter_code().headers.getlist("Set-Cookie")
    mark = next(cookie for cookie in cookies if cookie.startswith("device="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(mark.split("; "))


def test_fields_tell_password_managers_what_they_are(visit: Visit) -> None:
    text = visit.get("/auth/sign-in").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text


@pytest.mark.parametrize("missing", ["phone", "password"])
def test_an_empty_field_is_named(visit: Visit, missing: str) -> None:
    fields = {**NUMBER, "password": doors.PASSWORD, missing: ""}
    answer = visit.post("/auth/sign-in", **fields)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text
