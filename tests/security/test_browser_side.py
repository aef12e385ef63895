"""What browsers are told: headers on every answer of every address, cookies, where they may be sent."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import doors
from tests.conftest import ENVIRON
from tests.security.ground import PARTIAL, SAFE, addresses, ask, token_of
from tests.web.shop import TOKEN, Shop, opened
from tests.web.visits import NUMBER, Visit
from tmcard import create_app
from tmcard.config import from_environ
from tmcard.web import security
from tmcard.web.database import db

ELSEWHERE = ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "/\t/evil.example",
             "\n//evil.example", "https://evil.example", "/x@evil.example", "/a\r\nLocation: //evil.example",
             "javascript:alert(1)", "/%2f/evil.example", "///evil.example"]  # fmt: skip


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> list[TestResponse]:
    """The answer of every address to nobody, owner and htmx, well and badly asked."""
    folder = tmp_path_factory.mktemp("crawl")
    shutil.copy(sqlite_template, folder / "tmcard.sqlite3")
    app = create_app(from_environ({**ENVIRON, "STATE_DIR": str(folder)}))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", view_func=lambda: str(1 / 0), endpoint="broken")
    with opened(app) as shop:
        order, people = shop.order(), [shop.browser(), shop.browser(shop.owner)]
        found = [answer for client in people for answer in _answers(shop, client, order.ref)]
    with app.app_context():
        db.engine.dispose()
    return found


def _answers(shop: Shop, client: FlaskClient, ref: str) -> Iterator[TestResponse]:
    token, evil = token_of(client), {"Origin": "https://evil.example"}
    for address in addresses(shop, ref):
        yield client.open(address.path, method="PUT", headers=evil)
        yield client.open(address.path, method="OPTIONS", headers=evil)
        yield ask(client, address, token)
        if address.method not in SAFE and not address.rule.startswith("/auth/sign-out"):
            yield client.post(address.path, headers=PARTIAL)
            yield client.post(address.path, json={}, headers={"X-CSRFToken": token})
            yield client.post(address.path, data={"x": "y" * security.MAX_BODY_BYTES})
    for _ in range(6):
        yield client.post("/auth/sign-in", data={"csrf_token": token_of(client), "password": "x" * 12, **NUMBER})
    yield from (client.get("/nowhere"), client.get("/broken"), client.get("/broken", headers=PARTIAL))


def test_every_answer_of_every_address_carries_the_headers(crawl: list[TestResponse]) -> None:
    """ASVS 3.4.1 to 3.4.6."""
    statuses = {answer.status_code for answer in crawl}
    assert statuses >= {200, 303, 302, 400, 401, 404, 405, 413, 415, 422, 429, 500}
    for answer in crawl:
        where = (answer.request.method, answer.request.path, answer.status_code)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; "), where
        assert set(security.HEADERS) <= set(answer.headers.keys()), where
        if not is_pay_page(answer):
            assert {name: answer.headers.get(name) for name in security.HEADERS} == security.HEADERS, where
            expected = "origin" if security.KEYED.match(answer.request.path) else "same-origin"
            assert answer.headers["Referrer-Policy"] == expected, where


def test_no_other_site_may_read_any_answer(crawl: list[TestResponse]) -> None:
    """ASVS 3.4.2."""
    assert [a.request.path for a in crawl for name, _ in a.headers if name.startswith("Access-Control")] == []


def test_every_answer_says_what_it_is(crawl: list[TestResponse]) -> None:
    """ASVS 4.1.1."""
    full = [answer for answer in crawl if answer.get_data()]
    kinds = {answer.content_type for answer in full if (answer.mimetype or "").startswith("text/")}
    assert kinds == {"text/html; charset=utf-8", "text/plain; charset=utf-8"}
    assert all(answer.content_type for answer in full)


def test_what_is_made_for_one_reader_is_kept_by_nobody(crawl: list[TestResponse]) -> None:
    """ASVS 14.3.2."""
    kept = {a.request.path for a in crawl if a.headers.get("Cache-Control") != "no-store" and a.status_code != 304}
    assert kept <= {
        "/favicon.ico",
        "/manifest.webmanifest",
        "/robots.txt",
        "/.well-known/security.txt",
        "/static/icon.svg",
    }
    pages = [a for a in crawl if a.mimetype == "text/html" and a.request.method == "GET"]
    assert all({"HX-Request", "Cookie"} <= set(a.vary) for a in pages)


def is_pay_page(answer: TestResponse) -> bool:
    """The one page on which an order can be paid."""
    return answer.mimetype == "text/html" and 'id="pay-form"' in answer.text


def test_only_the_pay_page_lets_anything_foreign_in(crawl: list[TestResponse]) -> None:
    """ASVS 3.4.3: and not even there an inline script, only inline styles, which PayPal's script needs."""
    wider = [answer for answer in crawl if answer.headers["Content-Security-Policy"] != security.STRICT]
    assert wider
    for answer in wider:
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert is_pay_page(answer), answer.request.path
        assert [name for name, sources in policy.items() if "unsafe" in sources] == ["style-src"]
        assert policy["form-action"].split() == ["'self'", "http://127.0.0.1:9", "https://www.sandbox.paypal.com"]
        assert {name: policy[name] for name in ("default-src", "base-uri", "object-src", "frame-ancestors")} == {
            "default-src": "'none'", "base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'"
        }  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nobody_is_sent_elsewhere(visit: Visit, place: str) -> None:
    """ASVS 3.7.2: neither by a redirect nor by a header for htmx."""
    doors.owner(visit.session)
    answers = [visit.browser.post("/language", data={"csrf_token": token_of(visit.browser), "next": place}),
               visit.browser.get("/auth/sign-in", query_string={"next": place}), visit.sign_in(), visit.enter_code(),
               visit.browser.get("/auth/register", query_string={"next": place}),
               visit.browser.get("/auth/sign-in", query_string={"next": place}, headers=PARTIAL)]  # fmt: skip
    for answer in answers:
        for name in ("Location", "HX-Redirect", "HX-Location", "Refresh"):
            assert answer.headers.get(name, "/").startswith("/")
            assert "evil" not in answer.headers.get(name, "")


def test_a_partial_of_nobody_is_no_sign_in_page(shop: Shop) -> None:
    """ASVS 3.2.1."""
    for address in addresses(shop, shop.order().ref):
        is_personal = address.rule.startswith(("/dashboard", "/plans", "/account"))
        if is_personal and address.rule != "/plans/coverage":  # where plans work, everybody may know
            answer = shop.browser().open(address.path, method=address.method, headers=PARTIAL)
            assert "<form" not in answer.text
            assert answer.status_code in (400, 401)


def _cookies(client: FlaskClient, visit: Visit) -> list[str]:
    """Every cookie of a whole visit, as it was set."""
    visit.browser = client
    doors.owner(visit.session)
    answers = [client.get("/help"), visit.sign_in(), visit.enter_code(), visit.post("/language", language="zh"),
               visit.post("/auth/sign-out")]  # fmt: skip
    return [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]


def test_every_cookie_is_kept_from_scripts_and_other_sites(visit: Visit) -> None:
    """ASVS 3.3.2, 3.3.4."""
    cookies = _cookies(visit.browser, visit)
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "device", "lang"}
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()


@pytest.fixture
def https(https_app: Flask, app: Flask) -> FlaskClient:
    """A browser of a site behind a proxy that ends TLS, on the same database."""
    https_app.extensions["tmcard_clock"] = lambda: app.extensions["tmcard_clock"]()
    client = https_app.test_client()
    client.environ_base["HTTP_X_FORWARDED_PROTO"] = "https"
    client.environ_base["HTTP_REFERER"] = "https://localhost/"
    return client


def test_under_https_every_cookie_is_secure_and_bound_to_the_host(https: FlaskClient, visit: Visit) -> None:
    """ASVS 3.3.1, 3.3.3."""
    cookies = _cookies(https, visit)
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device", "lang"}
    assert all("Secure" in cookie.split("; ") for cookie in cookies)


@pytest.mark.parametrize("referrer", ["", "https://evil.example/", "http://localhost/"])
def test_under_https_a_form_must_come_from_a_page_of_ours(https: FlaskClient, referrer: str) -> None:
    """ASVS 3.5.1."""
    found = TOKEN.search(https.get("/help").text)
    assert found is not None
    data = {"csrf_token": found.group(1), "language": "zh"}
    assert https.post("/language", data=data).status_code == 303
    assert https.post("/language", data=data, headers={"Referer": referrer}).status_code == 400
