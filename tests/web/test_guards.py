"""Where readers may be sent, and who gets in."""

import pytest
from flask import Flask

from tests.web.browsers import HTMX
from tmcard.web.guards import owner_required, safe_next


@pytest.mark.parametrize(
    "value",
    [
        None, "", "//evil", "///evil", "/\\evil", "\\\\evil", "https:evil", "https://evil", "javascript:1", "data:,x",
        "/%09/evil", "/%0a/evil", "/%5cevil", "/%2f/evil", "/\t/evil", "/\n/evil", "\n//evil", "/a\r\nSet-Cookie: a=b",
        "/@evil", "@evil", "evil", "/a b", " /a", "/\u200bevil", "/" + "a" * 500,
    ],
)  # fmt: skip
def test_addresses_elsewhere_are_refused(value: str | None) -> None:
    assert safe_next(value, "/home") == "/home"


@pytest.mark.parametrize("value", ["/", "/dashboard/", "/dashboard/cards/ABC?tab=a%20b", "/plans/cards/X?next=//y"])
def test_addresses_here_are_kept(value: str) -> None:
    assert safe_next(value) == value


@pytest.fixture
def guarded(app: Flask) -> Flask:
    """The application with a page for owners only."""
    app.add_url_rule("/secret", view_func=owner_required(lambda: "secret"), methods=["GET", "POST"])
    return app


def test_a_signed_out_browser_signs_in_and_comes_back(guarded: Flask) -> None:
    answer = guarded.test_client().get("/secret?a=1")
    assert (answer.status_code, answer.location) == (303, "/auth/sign-in?next=%2Fsecret%3Fa%3D1")


def test_a_signed_out_fragment_is_told_to_leave_the_page(guarded: Flask) -> None:
    seen = {"HX-Current-URL": "http://localhost/dashboard/?x=1"}
    answer = guarded.test_client().get("/secret", headers={**HTMX, **seen})
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["HX-Redirect"] == "/auth/sign-in?next=%2Fdashboard%2F%3Fx%3D1"


def test_a_made_up_current_page_is_not_followed(guarded: Flask) -> None:
    answer = guarded.test_client().get("/secret", headers={**HTMX, "HX-Current-URL": "http://localhost//evil"})
    assert answer.headers["HX-Redirect"] == "/auth/sign-in"
