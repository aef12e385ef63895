"""The account page: what its owner sees and changes, and what nobody else can."""

import re

import pytest

from tests import doors, rows
from tests.web.browsers import CHINESE, HTMX
from tests.web.inspect_page import check_partial
from tests.web.visits import Visit
from tmcard.store import sessions
from tmcard.store.models import Owner
from tmcard.store.transactions import write

POSTS = [
    "/account/preferences",
    "/account/email",
    "/account/password",
    "/account/devices/0123456789abcdef/end",
    "/account/devices/end-others",
]


def _other_device(visit: Visit, owner: Owner) -> str:
    """The ref of another device of theirs."""
    with write(visit.session, "begun"):
        token = sessions.begin(visit.session, owner.id, device="Chrome, Android", now=visit.at)
    found = sessions.devices(visit.session, owner.id, this=token, now=visit.at)[0].ref
    visit.session.commit()
    return found


def test_the_owner_sees_the_account_with_the_number_masked(visit: Visit, owner: Owner) -> None:
    text = visit.get("/account/").text
    assert "+86138••••8000" in text
    assert doors.MSISDN not in text.replace(f'name="username" value="{doors.MSISDN}"', "")
    assert "This device" in text


@pytest.mark.parametrize("path", POSTS)
def test_signed_out_nothing_can_be_changed(visit: Visit, path: str) -> None:
    assert visit.post(path).location == "/auth/sign-in"
    assert visit.post(path, headers=HTMX).status_code == 401


def test_signed_out_the_page_sends_to_sign_in(visit: Visit) -> None:
    assert visit.get("/account/").location == "/auth/sign-in?next=%2Faccount%2F"


def test_language_and_zone_take_effect_at_once(visit: Visit, owner: Owner) -> None:
    answer = visit.post("/account/preferences", locale="zh", zone="Asia/Tokyo")
    assert answer.location == "/account/?saved=preferences"
    text = visit.get("/account/").text
    assert 'lang="zh-Hans"' in text
    assert re.search(r'<option selected value="Asia/Tokyo">UTC\+09:00 东京', text)


@pytest.mark.parametrize(("locale", "zone"), [("xx", "Asia/Tokyo"), ("zh", "Mars/Base"), ("zh", ""), ("", "UTC")])
def test_unknown_languages_and_zones_change_nothing(visit: Visit, owner: Owner, locale: str, zone: str) -> None:
    assert visit.post("/account/preferences", locale=locale, zone=zone).status_code == 422
    visit.session.refresh(owner)
    assert (owner.locale, owner.zone) == ("en", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Li@QQ.com ", "Li@qq.com"), ("", None), ("李@例子.中国", "李@例子.中国")]
)
def test_an_address_is_kept_in_its_usual_form(visit: Visit, owner: Owner, typed: str, kept: str | None) -> None:
    assert visit.post("/account/email", email=typed, proof=doors.PASSWORD).location == "/account/?saved=email"
    visit.session.refresh(owner)
    assert owner.email == kept


@pytest.mark.parametrize(
    "typed", ["li", "li@", "a@b\r\nBcc: x@y.z", "a" * 250 + "@qq.com", "a@example.com,b@example.com"]
)
def test_what_is_no_address_is_told(visit: Visit, owner: Owner, typed: str) -> None:
    answer = visit.post("/account/email", email=typed, proof=doors.PASSWORD)
    assert answer.status_code == 422
    assert answer.text.count("Enter an e-mail address such as") == 2


@pytest.mark.parametrize("proof", ["", doors.OTHER_PASSWORD])
def test_the_address_needs_the_password(visit: Visit, owner: Owner, proof: str) -> None:
    answer = visit.post("/account/email", email="li@example.com", proof=proof)
    assert answer.status_code == 422
    assert 'id="proof-error"' in answer.text
    assert "li@example.com" in answer.text


def test_a_new_password_keeps_this_browser_in_and_the_old_cookie_out(visit: Visit, owner: Owner) -> None:
    before = visit.browser.get_cookie("session")
    answer = visit.post("/account/password", old=doors.PASSWORD, new=doors.OTHER_PASSWORD)
    assert answer.location == "/account/?saved=password"
    assert visit.get("/account/").status_code == 200
    assert before is not None
    visit.browser.set_cookie("session", before.value)
    assert visit.get("/account/").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("", doors.OTHER_PASSWORD, "old"),
        (doors.OTHER_PASSWORD, doors.OTHER_PASSWORD, "old"),
        (doors.PASSWORD, "password1234", "new"),
        (doors.PASSWORD, "13800138000 13800", "new"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(visit: Visit, owner: Owner, old: str, new: str, field: str) -> None:
    answer = visit.post("/account/password", old=old, new=new)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_another_device_is_signed_out_without_a_page_load(visit: Visit, owner: Owner) -> None:
    ref = _other_device(visit, owner)
    answer = visit.post(f"/account/devices/{ref}/end", headers=HTMX)
    check_partial(answer.text, "devices")
    assert "Chrome, Android" not in answer.text


def test_without_scripts_the_page_comes_back(visit: Visit, owner: Owner) -> None:
    _other_device(visit, owner)
    assert visit.post("/account/devices/end-others").location == "/account/?saved=devices"
    assert "Chrome, Android" not in visit.get("/account/").text


def test_a_strangers_device_is_not_found(visit: Visit, owner: Owner) -> None:
    ref = _other_device(visit, rows.owner(visit.session))
    assert visit.post(f"/account/devices/{ref}/end").status_code == 404


def test_only_known_words_of_praise_are_shown(visit: Visit, owner: Owner) -> None:
    assert "Saved." in visit.get("/account/?saved=email").text
    assert "Saved." not in visit.get("/account/?saved=<svg>").text


def test_the_page_speaks_the_owners_language_not_the_browsers(visit: Visit, owner: Owner) -> None:
    assert 'lang="en"' in visit.get("/account/", headers=CHINESE).text
