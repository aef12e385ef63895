"""Each failure has its page, for browsers and for htmx."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from tests.web.browsers import CHINESE, HTMX
from tests.web.inspect_page import check, check_partial
from tmcard.domain.ports import Unknown
from tmcard.web import errors, guards

HEADINGS = {
    400: "We could not read that",
    403: "This page is not for you",
    404: "There is no page here",
    405: "That does not work from here",
    413: "That was too much at once",
    429: "Too many tries",
    500: "Sorry, there is a problem on our side",
    503: "The site is busy",
    409: "We could not read that",
    502: "Sorry, there is a problem on our side",
}
RAISED = {
    "gateway": Unknown("timed_out"),
    "database": OperationalError("select", {}, Exception()),
    "bug": KeyError("x"),
}


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """A site that fails as it is asked to."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(kind: str) -> str:
        raise RAISED[kind]

    app.add_url_rule("/abort/<int:status>", view_func=lambda status: abort(status), endpoint="abort")
    app.add_url_rule("/fail/<kind>", view_func=fail)
    return app.test_client()


@pytest.mark.parametrize(("status", "heading"), HEADINGS.items())
def test_a_browser_gets_a_page(failing: FlaskClient, status: int, heading: str) -> None:
    answer = failing.get(f"/abort/{status}")
    check(answer.text, "error")
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text


@pytest.mark.parametrize(("status", "heading"), HEADINGS.items())
def test_htmx_gets_a_fragment_for_the_alert(failing: FlaskClient, status: int, heading: str) -> None:
    answer = failing.get(f"/abort/{status}", headers=HTMX)
    check_partial(answer.text, "error")
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#alert", "innerHTML")
    assert heading in answer.text


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("gateway", 503, "do not pay again"),
        ("database", 503, "The site is busy"),
        ("bug", 500, "a payment that went through is never taken twice"),
    ],
)
def test_known_failures_have_their_own_page(failing: FlaskClient, kind: str, status: int, words: str) -> None:
    answer = failing.get(f"/fail/{kind}")
    assert (answer.status_code, words in answer.text) == (status, True)


def test_later_is_said_in_seconds(failing: FlaskClient) -> None:
    assert failing.get("/fail/gateway").headers["Retry-After"] == "60"


def test_nothing_of_the_cause_is_shown(failing: FlaskClient) -> None:
    assert not any(secret in failing.get("/fail/bug").text for secret in ("KeyError", "Traceback", "wsgi"))


def test_a_server_error_can_be_quoted(failing: FlaskClient) -> None:
    answer = failing.get("/fail/bug")
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_wrong_method_says_which_are_right(failing: FlaskClient) -> None:
    answer = failing.get("/language")
    assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)


def test_the_error_page_does_not_ask_who_is_signed_in(failing: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """Stands where the owner would be, with the database gone."""

        def _get_current_object(self) -> object:
            """Fail like a lost database."""
            raise OperationalError("select", {}, Exception())

    monkeypatch.setattr(guards, "current_user", Broken())
    answer = failing.get("/", headers=CHINESE)
    assert (answer.status_code, '<html lang="zh-Hans">' in answer.text) == (503, True)


def test_each_status_has_a_page_of_its_own(app: Flask) -> None:
    pages = {f"errors/{page}.html" for page in (*errors.STATUSES, *(f.page for f in errors.ERRORS.values()))}
    assert pages <= set(app.jinja_env.list_templates())
