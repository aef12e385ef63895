"""A forgotten password, as the browser sees it."""

import pytest

from tests import doors
from tests.web.browsers import CHINESE
from tests.web.visits import NUMBER, Visit


def test_code_and_new_password_lead_in(visit: Visit) -> None:
    doors.owner(visit.session)
    assert visit.post("/auth/reset", **NUMBER).location == "/auth/verify"
    assert 'autocomplete="new-password"' in visit.get("/auth/verify").text
    assert visit.enter_code(password=doors.OTHER_PASSWORD).location == "/dashboard/"
    visit.post("/auth/sign-out")
    assert visit.sign_in(doors.OTHER_PASSWORD).location == "/dashboard/"


def test_other_browsers_are_out(visit: Visit) -> None:
    doors.owner(visit.session)
    visit.enter()
    before = visit.browser.get_cookie("session")
    assert before is not None
    visit.post("/auth/reset", **NUMBER)
    visit.enter_code(password=doors.OTHER_PASSWORD)
    visit.browser.set_cookie("session", before.value)
    assert visit.get("/account/").status_code == 303


def test_numbers_without_an_account_get_the_same_answers(visit: Visit) -> None:
    doors.owner(visit.session)
    seen = []
    for phone in (doors.TYPED, "139 0013 9000"):
        visit.browser.delete_cookie("session")
        answers = [visit.post("/auth/reset", **{**NUMBER, "phone": phone}), visit.get("/auth/verify")]
        answers.append(visit.post("/auth/verify", code="000000", password=doors.OTHER_PASSWORD))
        seen.append([(answer.status_code, len(answer.text)) for answer in answers])
    assert seen[0] == seen[1]


def test_a_weak_password_costs_no_guess(visit: Visit) -> None:
    doors.owner(visit.session)
    visit.post("/auth/reset", **NUMBER)
    answer = visit.enter_code(password="password1234")
    assert answer.status_code == 422
    assert "easy to guess" in answer.text
    assert doors.newest(visit.session).guesses == 0


def test_a_bad_number_is_told(visit: Visit) -> None:
    answer = visit.post("/auth/reset", country="", phone="13800138000")
    assert answer.status_code == 422
    assert "begin with +" in answer.text


@pytest.mark.parametrize("path", ["/auth/reset", "/auth/sign-in", "/auth/register"])
def test_the_doors_speak_chinese(visit: Visit, path: str) -> None:
    assert 'lang="zh-Hans"' in visit.get(path, headers=CHINESE).text
