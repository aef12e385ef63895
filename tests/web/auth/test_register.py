"""Registering, as the browser sees it."""

import pytest

from tests import doors
from tests.web.browsers import CHINESE, HTMX
from tests.web.visits import NUMBER, Visit
from tmcard.store import owners

BAD = [
    ({"phone": ""}, "Enter your phone number"),
    ({"phone": "123"}, "Phone number is too short"),
    ({"phone": "12800138000"}, "Phone number does not exist in this country"),
    ({"country": "GB", "phone": "0800 1111"}, "Enter a mobile phone number"),
    ({"password": ""}, "Enter a password"),
    ({"password": "short"}, "Password must have 12"),
    ({"password": "password1234"}, "easy to guess"),
    ({"password": "my 13800138000"}, "without your phone number"),
    ({"password": "x1" * 513}, "Password is too long"),
]


def test_a_new_owner_arrives_at_the_dashboard(visit: Visit) -> None:
    assert visit.register().location == "/auth/verify"
    assert doors.TYPED in visit.get("/auth/verify").text
    assert visit.enter_code().location == "/dashboard/"
    assert visit.get("/account/").status_code == 200


def test_under_htmx_the_browser_is_told_where_to_go(visit: Visit) -> None:
    answer = visit.post("/auth/register", headers=HTMX, password=doors.PASSWORD, **NUMBER)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/auth/verify")


@pytest.mark.parametrize(("change", "words"), BAD)
def test_bad_input_is_told_beside_the_field_and_kept(visit: Visit, change: dict[str, str], words: str) -> None:
    answer = visit.post("/auth/register", **{**NUMBER, "password": doors.PASSWORD, **change})
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert f'value="{change.get("phone", doors.TYPED)}"' in answer.text
    assert doors.PASSWORD not in answer.text
    assert doors.messages(visit.session) == []


def test_what_is_typed_comes_back_as_text(visit: Visit) -> None:
    answer = visit.post("/auth/register", country="CN", phone='"><svg onload=alert(1)>{{7*7}}', password="x")
    assert "<svg onload" not in answer.text
    assert "{{7*7}}" in answer.text


def test_known_and_unknown_numbers_get_the_same_answers(visit: Visit) -> None:
    unknown = [visit.register(), visit.get("/auth/verify"), visit.post("/auth/verify", code="000000")]
    doors.owner(visit.session, msisdn="+8613800138001")
    visit.browser.delete_cookie("session")
    number = {**NUMBER, "phone": "138 0013 8001"}
    known = [visit.post("/auth/register", password=doors.PASSWORD, **number)]
    known += [visit.get("/auth/verify"), visit.post("/auth/verify", code="000000")]
    assert [(a.status_code, len(a.text)) for a in unknown] == [(a.status_code, len(a.text)) for a in known]
    assert [sorted(a.headers.keys()) for a in unknown] == [sorted(a.headers.keys()) for a in known]


@pytest.mark.parametrize(
    ("zone", "kept"), [("Asia/Tokyo", "Asia/Tokyo"), ("../etc", "Asia/Shanghai"), ("", "Asia/Shanghai")]
)
def test_the_browsers_zone_is_kept_or_the_numbers(visit: Visit, zone: str, kept: str) -> None:
    visit.post("/auth/register", password=doors.PASSWORD, zone=zone, **NUMBER)
    visit.enter_code()
    owner = owners.by_msisdn(visit.session, doors.MSISDN)
    assert owner is not None
    assert owner.zone == kept


def test_the_page_speaks_chinese_and_expects_a_chinese_number(visit: Visit) -> None:
    text = visit.get("/auth/register", headers=CHINESE).text
    assert 'lang="zh-Hans"' in text
    assert '<option value="CN" selected>中国 +86</option>' in text


def test_fields_tell_password_managers_and_keyboards_what_they_are(visit: Visit) -> None:
    text = visit.get("/auth/register").text
    for token in ('autocomplete="tel"', 'inputmode="tel"', 'autocomplete="new-password"', 'type="password"'):
        assert token in text
    assert "maxlength" not in text


def test_a_second_request_within_a_minute_is_told_to_wait(visit: Visit) -> None:
    visit.register()
    answer = visit.register()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Wait 60 seconds" in answer.text


def test_without_its_token_the_form_does_nothing(visit: Visit) -> None:
    answer = visit.browser.post("/auth/register", data={"password": doors.PASSWORD, **NUMBER})
    assert answer.status_code == 400
    assert doors.messages(visit.session) == []
