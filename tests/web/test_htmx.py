"""One view in two forms."""

import pytest
from flask import Flask, Response
from flask.ctx import RequestContext

from tests.web.browsers import HTMX
from tmcard.web import htmx


def ask(app: Flask, headers: dict[str, str] | None = None) -> RequestContext:
    """A request to answer."""
    return app.test_request_context(base_url="http://localhost", headers=headers)


@pytest.mark.parametrize(
    ("headers", "is_partial"),
    [({}, False), (HTMX, True), ({"HX-Request": "true"}, True), ({**HTMX, "HX-Request-Type": "full"}, False)],
)
def test_htmx_gets_the_partial(app: Flask, headers: dict[str, str], is_partial: bool) -> None:
    with ask(app, headers):
        answer = htmx.respond("home/index.html", "errors/_error.html")
    assert answer.get_data(as_text=True).startswith("<!doctype") is not is_partial
    assert "HX-Request" in answer.headers["Vary"]


def test_a_browser_goes_by_303(app: Flask) -> None:
    with ask(app):
        answer: Response = htmx.go("/x")
    assert (answer.status_code, answer.location) == (303, "/x")


def test_htmx_goes_by_a_header(app: Flask) -> None:
    with ask(app, HTMX):
        answer = htmx.go("https://pay.example/x")
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (200, "https://pay.example/x", b"")


def test_an_unchanged_poll_is_304(app: Flask) -> None:
    with ask(app, {**HTMX, "HX-PTag": "7"}):
        known, new = htmx.unchanged("7"), htmx.unchanged("8")
    assert known is not None
    assert (known.status_code, known.headers["HX-PTag"]) == (304, "7")
    assert new is None


def test_a_browser_never_gets_304(app: Flask) -> None:
    with ask(app, {"HX-PTag": "7"}):
        assert htmx.unchanged("7") is None
