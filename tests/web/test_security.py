"""Headers of every answer, cookies, limits, and forms that others wrote."""

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient

from tests.web.browsers import HTMX
from tmcard.web import security

STATUSES = (200, 204, 302, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@pytest.fixture
def answering(app: Flask) -> FlaskClient:
    """A site that answers with whatever status it is asked for."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def answer(status: int) -> Response:
        return Response("", status) if status < 400 or status == 422 else abort(status)

    app.add_url_rule("/answer/<int:status>", view_func=answer)
    app.add_url_rule("/broken", view_func=lambda: str(1 / 0), endpoint="broken")
    return app.test_client()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_carries_the_headers(answering: FlaskClient, status: int, headers: dict[str, str]) -> None:
    answer = answering.get(f"/answer/{status}", headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == security.STRICT
    assert {name: answer.headers[name] for name in security.HEADERS} == security.HEADERS
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie", "Accept-Language"} <= set(answer.vary)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_crash_carries_them_too(answering: FlaskClient) -> None:
    answer = answering.get("/broken")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (500, security.STRICT)


def test_the_policy_starts_from_nothing_and_has_no_holes() -> None:
    assert security.STRICT.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert not any(hole in security.STRICT for hole in ("unsafe", "*", "data:", "blob:", "strict-dynamic", "http"))


def test_one_page_may_let_its_forms_lead_elsewhere(app: Flask) -> None:
    def pay() -> str:
        security.allow_form_action("https://pay.example")
        return "pay"

    app.add_url_rule("/pay-page", view_func=pay)
    client = app.test_client()
    assert "form-action 'self' https://pay.example;" in client.get("/pay-page").headers["Content-Security-Policy"]
    assert client.get("/").headers["Content-Security-Policy"] == security.STRICT


def test_a_made_up_host_is_refused_without_a_page(app: Flask) -> None:
    answer = app.test_client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.mimetype, "evil" in answer.text) == (400, "text/plain", False)


def test_a_body_beyond_the_limit_is_413(app: Flask) -> None:
    answer = app.test_client().post("/language", data={"x": "y" * security.MAX_BODY_BYTES})
    assert answer.status_code == 413


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_of_others_is_refused(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().post("/language", data={"language": "zh"}, headers=headers)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")[1:]) == (400, [])
    assert "This page was open too long" in answer.text


@pytest.mark.parametrize("headers", [{"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "https"}])
def test_forwarded_headers_of_strangers_are_ignored(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().get("/", headers=headers)
    assert (answer.status_code, "evil.example" in answer.text) == (200, False)


def test_the_cookie_is_kept_from_scripts(app: Flask) -> None:
    cookie = app.test_client().get("/").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Expires="))


@pytest.fixture
def https(https_app: Flask) -> FlaskClient:
    """A browser of a site behind a proxy that ends TLS."""
    client = https_app.test_client()
    client.environ_base["HTTP_X_FORWARDED_PROTO"] = "https"
    return client


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/static/app.css", "/robots.txt"])
def test_https_is_remembered_everywhere(https: FlaskClient, path: str) -> None:
    assert https.get(path, buffered=True).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_https_cookie_is_bound_to_the_host(https: FlaskClient) -> None:
    cookie = https.get("/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
