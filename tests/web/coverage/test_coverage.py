"""Anybody may look where plans work; a country is found without scripts, and named in the reader's language."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import rows
from tests.web.browsers import CHINESE
from tests.web.shop import Shop
from tmcard.domain.coverage import Place
from tmcard.store import coverage, plans
from tmcard.store.transactions import write
from tmcard.web import addresses
from tmcard.web.coverage.places import coverage_line

WORLD = [Place("JP", ("KDDI 5G", "SoftBank")), Place("HK"), Place("KR", ("SK Telecom",)), Place("AX")]


@pytest.fixture
def worldly(shop: Shop) -> Shop:
    """A shop whose plan works in four places, and another one that works in Japan."""
    with write(shop.session, "coverage"):
        coverage.put(shop.session, (shop.plan.carrier, shop.plan.carrier_code), WORLD, shop.at)
    rows.plan(shop.session, name_en="Japan only", name_zh="仅日本", countries=["JP"])
    return shop


def test_everybody_finds_every_plan_with_its_countries_and_networks(worldly: Shop) -> None:
    page = worldly.browser().get(addresses.COVERAGE).text
    assert "4 countries and regions" in page
    assert "1 country or region" in page
    assert "KDDI\N{NO-BREAK SPACE}5G, SoftBank" in page
    assert "Networks not named" in page


def test_countries_stand_by_their_names_whatever_is_above_the_letters(worldly: Shop) -> None:
    page = worldly.browser().get(addresses.COVERAGE).text
    options = [page.index(f'<option value="{code}"') for code in ("AX", "HK", "JP", "KR")]
    assert options == sorted(options)
    assert "Åland Islands" in page


def test_chinese_names_stand_by_pinyin(worldly: Shop) -> None:
    page = worldly.browser().get(addresses.COVERAGE, headers=CHINESE).text
    options = [page.index(f'<option value="{code}"') for code in ("AX", "KR", "JP", "HK")]  # ào, hán, rì, zhōng
    assert options == sorted(options)
    assert "4 个国家和地区" in page
    assert "中国香港" in page


@pytest.mark.parametrize("country", ["KR", "kr", " kr "])
def test_a_country_shows_the_plans_that_work_there(worldly: Shop, country: str) -> None:
    page = worldly.browser().get(addresses.COVERAGE, query_string={"country": country}).text
    assert "1 plan works in South Korea" in page
    assert "SK\N{NO-BREAK SPACE}Telecom" in page
    assert "Japan only" not in page
    assert '<option value="KR" selected>' in page


def test_plans_of_one_country_are_counted_together(worldly: Shop) -> None:
    page = worldly.browser().get(f"{addresses.COVERAGE}?country=JP").text
    assert "2 plans work in Japan" in page


def test_a_country_without_a_plan_says_so(worldly: Shop) -> None:
    answer = worldly.browser().get(f"{addresses.COVERAGE}?country=AQ")
    assert (answer.status_code, "No plan of ours works in Antarctica" in answer.text) == (200, True)


@pytest.mark.parametrize("country", ["QQ", "Japan", "1", "<b>", "中国", "x" * 500])
def test_an_unknown_country_is_answered_with_words(worldly: Shop, country: str) -> None:
    answer = worldly.browser().get(addresses.COVERAGE, query_string={"country": country})
    assert answer.status_code == 422
    assert "We do not know this country" in answer.text
    assert "4 countries and regions" in answer.text


def test_while_nothing_is_known_the_page_says_so(visitor: FlaskClient) -> None:
    answer = visitor.get(addresses.COVERAGE)
    assert (answer.status_code, "Nothing to show yet" in answer.text) == (200, True)


def test_plans_that_are_sold_no_more_are_not_shown(worldly: Shop) -> None:
    rows.plan(worldly.session, name_en="Old one", countries=["JP"], sold_until=worldly.at)
    assert "Old one" not in worldly.browser().get(addresses.COVERAGE).text


def test_help_leads_there(visitor: FlaskClient) -> None:
    assert f'href="{addresses.COVERAGE}"' in visitor.get("/help").text


@pytest.mark.parametrize(
    ("countries", "language", "line"),
    [
        ((), "en", ""),
        (("JP",), "en", "Japan"),
        (("KR", "JP", "AX"), "en", "Åland Islands, Japan, South Korea"),
        (("KR", "JP", "AX", "TH"), "en", "Åland Islands, Japan and 2 more"),
        (("KR", "JP", "TH"), "zh", "韩国、日本、泰国"),
        (("KR", "JP", "TH", "VN"), "zh", "韩国、日本及其他 2 个国家和地区"),
    ],
)
def test_an_offers_coverage_fits_one_line(
    app: Flask, session: Session, countries: tuple[str, ...], language: str, line: str
) -> None:
    rows.plan(session, countries=list(countries))
    (offer,) = plans.on_sale(session, "esimaccess", "USD", rows.NOW)
    with app.test_request_context(headers={"Accept-Language": language}):
        assert coverage_line(offer) == line
