"""Language and zone: who decides, and what the page says of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from tests.web.browsers import CHINESE
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.plans import PeriodUnit
from tmcard.domain.usage import Condition
from tmcard.web import i18n


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-Hant-HK,zh-Hant;q=0.9", "zh"),
        ("zh", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("en-US", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("fr-FR,zh-CN;q=0.5,en;q=0.3", "zh"),
        ("en;q=0.4,zh-CN;q=0.8", "zh"),
        ("zh;q=0,en;q=0.1", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_s_languages_are_taken_by_their_first_part(header: str, language: str) -> None:
    assert i18n.negotiate(parse_accept_header(header, LanguageAccept)) == language


def test_a_chinese_browser_gets_a_chinese_page(visitor: FlaskClient) -> None:
    page = visitor.get("/", headers=CHINESE)
    assert '<html lang="zh-Hans">' in page.text


def test_the_switch_offers_the_other_language_in_its_own_words(visitor: FlaskClient) -> None:
    assert 'value="zh" lang="zh-Hans"' in visitor.get("/").text
    assert 'value="en" lang="en"' in visitor.get("/", headers=CHINESE).text


def test_switching_is_remembered_and_leads_back(visitor: FlaskClient) -> None:
    form = {"csrf_token": _token(visitor), "language": "zh", "next": "/help?from=mail"}
    answer = visitor.post("/language", data=form)
    assert (answer.status_code, answer.location) == (303, "/help?from=mail")
    assert '<html lang="zh-Hans">' in visitor.get("/help", headers={"Accept-Language": "en"}).text


def test_an_unknown_language_changes_nothing(visitor: FlaskClient) -> None:
    answer = visitor.post("/language", data={"csrf_token": _token(visitor), "language": "xx", "next": "//evil"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert visitor.get_cookie(i18n.LANGUAGE_COOKIE) is None


def test_looking_at_a_page_does_not_change_the_language(visitor: FlaskClient) -> None:
    assert visitor.get("/?lang=zh&language=zh").text.count('<html lang="en">') == 1
    assert visitor.get("/language").status_code == 405


@pytest.mark.parametrize(
    ("header", "cookie", "zone"),
    [
        ("en", "Asia/Tokyo", "Asia/Tokyo"),
        ("en", "", "UTC"),
        ("zh", "", "Asia/Shanghai"),
        ("zh", "Moon/Base", "Asia/Shanghai"),
    ],
)
def test_zone_is_the_cookie_s_else_the_language_s(app: Flask, header: str, cookie: str, zone: str) -> None:
    headers = {"Accept-Language": header, "Cookie": f"zone={cookie}"}
    with app.test_request_context(base_url="http://localhost", headers=headers):
        assert i18n.zone() == zone


@pytest.mark.parametrize("states", [Condition, OrderStatus, PaymentStatus, PeriodUnit])
def test_every_state_has_a_word(app: Flask, states: type) -> None:
    with app.test_request_context(base_url="http://localhost"):
        assert all(str(i18n.label(each)) for each in states)  # type: ignore[attr-defined]  # enums iterate


def test_same_word_in_two_machines_is_told_apart(app: Flask) -> None:
    with app.test_request_context(base_url="http://localhost"):
        assert i18n.label("expired", "condition") != i18n.label("expired", "order")
        assert i18n.tone("credited", "order") == "good"


def _token(visitor: FlaskClient) -> str:
    page = visitor.get("/").text
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
