"""The page that waits for the code."""

import pytest

from tests import doors
from tests.web.browsers import CHINESE
from tests.web.visits import Visit

WORDS = [("", "Enter the code from the SMS"), ("12345", "Code must be 6 numbers"), ("abcdef", "Code must be 6 numbers")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_that_waits_for_nothing_is_sent_to_sign_in(visit: Visit, method: str) -> None:
    assert getattr(visit, method)("/auth/verify").location == "/auth/sign-in"
    assert visit.post("/auth/verify/resend").location == "/auth/sign-in"


@pytest.mark.parametrize(("code", "words"), WORDS)
def test_what_cannot_be_a_code_costs_no_guess(visit: Visit, code: str, words: str) -> None:
    visit.register()
    answer = visit.post("/auth/verify", code=code)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert doors.newest(visit.session).guesses == 0


def test_spaces_dashes_and_wide_digits_are_as_good(visit: Visit) -> None:
    visit.register()
    code = doors.code(visit.session)
    wide = code.translate({ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"})
    assert visit.post("/auth/verify", code=f" {wide[:3]}-{wide[3:]} ").location == "/dashboard/"


def test_a_wrong_code_is_told_and_counted(visit: Visit) -> None:
    visit.register()
    answer = visit.post("/auth/verify", code=doors.wrong_code(visit.session))
    assert answer.status_code == 422
    assert "That is not the code we sent" in answer.text
    assert doors.newest(visit.session).guesses == 1


def test_an_old_code_says_so(visit: Visit) -> None:
    visit.register()
    visit.later(minutes=10, seconds=1)
    assert "This code is too old" in visit.enter_code().text


def test_the_code_is_good_in_the_browser_that_asked_alone(visit: Visit) -> None:
    visit.register()
    visit.browser.delete_cookie("session")
    assert visit.enter_code().location == "/auth/sign-in"


def test_the_wait_is_shown_and_enforced(visit: Visit) -> None:
    visit.register()
    visit.later(seconds=18)
    assert "in 42 seconds" in visit.get("/auth/verify").text
    answer = visit.post("/auth/verify/resend")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "42")
    visit.later(seconds=42)
    assert visit.post("/auth/verify/resend").location == "/auth/verify?sent=again"
    assert len(doors.messages(visit.session)) == 2


def test_a_code_sent_again_works(visit: Visit) -> None:
    visit.register()
    visit.later(minutes=8)
    visit.post("/auth/verify/resend")
    assert visit.enter_code().location == "/dashboard/"


def test_the_number_can_be_changed_at_sign_up(visit: Visit) -> None:
    visit.register()
    assert '<a href="/auth/register">Change the number</a>' in visit.get("/auth/verify").text


def test_the_page_speaks_chinese(visit: Visit) -> None:
    visit.register()
    assert 'lang="zh-Hans"' in visit.get("/auth/verify", headers=CHINESE).text
