"""Asking which plan is cheapest: the form, the answer, and everything that can be wrong with a question."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.browsers import CHINESE, HTMX
from tests.web.inspect_page import check_partial
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store.models import Card, UsageSample

JOURNEY = "start=2026-12-01&end=2026-12-08"


def address(card: Card, query: str = "") -> str:
    """Where to ask about a card."""
    return f"/plans/cards/{card.ref}/advice" + (f"?{query}" if query else "")


def cover(shop: Shop, *countries: str) -> None:
    """Let the shop's plan, which is also the one the card holds, work in these countries."""
    shop.plan.countries = list(countries)
    shop.session.merge(shop.plan)
    stored = shop.session.get(Card, shop.card.id)
    assert stored is not None
    stored.plan_id = shop.plan.id
    shop.session.commit()


def use(shop: Shop, daily_bytes: int) -> None:
    """Let the card have been used evenly for the last two weeks."""
    samples = range(14 * 8)
    for index in samples:
        at = shop.at - timedelta(hours=3 * (len(samples) - index))
        used = daily_bytes * index // 8
        facts = {"card_id": shop.card.id, "total_bytes": 50 * BYTES_PER_GB, "used_bytes": used}
        shop.session.add(UsageSample(**facts, reported_at=at, taken_at=at))
    shop.session.commit()


def test_before_anything_is_asked_there_is_a_form(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(address(shop.card)).text
    for shown in ("Which plan is cheapest for you?", 'type="date"', "The next 7\N{NO-BREAK SPACE}days", "Normal:"):
        assert shown.replace("\N{NO-BREAK SPACE}", " ") in page.replace("\N{NO-BREAK SPACE}", " ")
    assert 'id="best"' not in page


def test_the_next_days_are_asked_for_with_one_press(shop: Shop, owner: FlaskClient) -> None:
    rows.plan(shop.session, 2900, data_bytes=30 * BYTES_PER_GB, name_en="Asia 30 GB")
    page = owner.get(address(shop.card, "days=30&need=normal")).text
    for shown in ("Cheapest", "Asia 30 GB", "US$29.00", "The next best", "6 × Asia 5 GB", "US$54.00"):
        assert shown in page


def test_the_best_plan_is_chosen_as_in_the_picker(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(address(shop.card, "days=15&need=light")).text
    assert f'action="/plans/cards/{shop.card.ref}/choose"' in page
    answer = shop.post(
        owner, f"/plans/cards/{shop.card.ref}/choose", plan=shop.plan.sku, form_token="t", currency="USD"
    )
    assert "/checkout/" in answer.location


def test_what_lasts_long_enough_needs_no_plan(shop: Shop, owner: FlaskClient) -> None:
    page = owner.get(address(shop.card, "days=7&need=light")).text
    assert "You need not buy anything" in page
    assert "/choose" not in page


def test_a_card_with_a_past_is_asked_how_much_it_used(shop: Shop, owner: FlaskClient) -> None:
    assert "As this card so far" not in owner.get(address(shop.card)).text
    use(shop, BYTES_PER_GB // 4)
    page = owner.get(address(shop.card, "days=30")).text
    assert "As this card so far (up to" in page
    assert "this counts with the most you usually use in a day" in page


def test_a_journey_names_its_days_and_countries(shop: Shop, owner: FlaskClient) -> None:
    cover(shop, "JP", "KR")
    page = owner.get(address(shop.card, f"{JOURNEY}&country=KR&country=JP&need=normal")).text
    for shown in ("Japan, South Korea", "From 1 December 2026 to 8 December 2026", "by <time"):
        assert shown in page
    assert page.count("checked") == 2


def test_what_is_left_counts_only_where_it_works(shop: Shop, owner: FlaskClient) -> None:
    shop.plan.countries = ["JP"]
    shop.session.merge(shop.plan)
    shop.session.commit()
    page = owner.get(address(shop.card, "days=7&need=light&country=JP")).text
    assert "may not work there" in page
    assert "Asia 5 GB" in page


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("start=2026-12-08&end=2026-12-01&country=JP", "end", "The last day lies before the first"),
        ("start=2026-11-21&end=2026-12-01&country=JP", "start", "This day has passed"),
        ("start=2026-12-01&end=2027-11-23&country=JP", "end", "Enter a day within a year"),
        ("start=2026-12-01&country=JP", "end", "Enter the day on which you come back"),
        ("end=2026-12-01&country=JP", "start", "Enter the day on which you leave"),
        ("start=soon&end=2026-12-01&country=JP", "start", "Enter a day such as 2026-12-24"),
        ("days=99&country=JP", "start", "Enter the day on which you leave"),
        ("start=&end=&country=JP", "start", "Enter the day on which you leave"),
        (JOURNEY, "country", "Choose at least one country"),
        (f"{JOURNEY}&country=XX", "country", "Choose countries from the list"),
        (f"{JOURNEY}&country=BR", "country", "No plan for this card works in Brazil."),
    ],
)
def test_a_question_that_cannot_be_answered_says_why_beside_the_field(
    shop: Shop, owner: FlaskClient, query: str, field: str, said: str
) -> None:
    cover(shop, "JP")
    answer = owner.get(address(shop.card, query))
    assert answer.status_code == 422
    assert f'href="#{field}">{said}' in answer.text
    assert f'id="{field}-error"' in answer.text


def test_what_was_typed_is_kept(shop: Shop, owner: FlaskClient) -> None:
    cover(shop, "JP", "KR")
    page = owner.get(address(shop.card, "start=2026-12-08&end=2026-12-01&country=JP&need=heavy")).text
    assert 'value="2026-12-08"' in page
    assert 'value="JP" checked' in page
    assert 'selected value="heavy"' in page


def test_a_long_list_of_countries_is_folded_behind_the_ticked_ones(shop: Shop, owner: FlaskClient) -> None:
    cover(shop, "AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "JP", "KR")
    page = owner.get(address(shop.card, "days=7&country=KR")).text
    assert page.index("South Korea") < page.index('id="country-AT"') < page.index("More countries")
    assert page.index("More countries") < page.index('id="country-GB"')


def test_countries_that_no_plan_has_together_are_told_with_the_plans_for_each(shop: Shop, owner: FlaskClient) -> None:
    cover(shop, "JP")
    rows.plan(shop.session, 1900, countries=["TH"], name_en="Thailand 3 GB")
    page = owner.get(address(shop.card, f"{JOURNEY}&country=JP&country=TH"))
    assert page.status_code == 422
    assert "all of these: Japan, Thailand. Japan: Asia 5 GB. Thailand: Thailand 3 GB." in page.text


def test_more_than_any_plan_gives_is_said(shop: Shop, owner: FlaskClient) -> None:
    shop.plan.sold_until = shop.at
    shop.session.merge(shop.plan)
    shop.session.commit()
    rows.plan(shop.session, 900, allowance="day", data_bytes=30 * BYTES_PER_GB)
    assert "No plan is enough" in owner.get(address(shop.card, "days=15&need=heavy")).text


def test_a_daily_quota_counts_where_it_is_enough(shop: Shop, owner: FlaskClient) -> None:
    rows.plan(shop.session, 800, allowance="day", data_bytes=30 * BYTES_PER_GB, name_en="Daily 1 GB")
    page = owner.get(address(shop.card, "days=15&need=normal")).text
    assert page.index("Daily 1 GB") < page.index("The next best")


def test_htmx_gets_the_answer_alone(shop: Shop, owner: FlaskClient) -> None:
    for query, status in (("days=15&need=normal", 200), (JOURNEY.replace("start", "x"), 422)):
        answer = owner.get(address(shop.card, query), headers=HTMX)
        assert answer.status_code == status
        assert "<!doctype" not in answer.text
        check_partial(answer.text, query)


def test_the_same_in_chinese(shop: Shop) -> None:
    reader = rows.owner(shop.session, locale="zh")
    card = rows.card(shop.session, reader)
    page = shop.browser(reader).get(address(card, "days=15&need=normal"), headers=CHINESE).text
    assert "亚洲 5 GB" in page
    assert "最省" in page


def test_a_card_that_cannot_be_renewed_is_told_so_by_the_picker(shop: Shop, owner: FlaskClient) -> None:
    shop.order("paid")
    assert owner.get(address(shop.card)).location == f"/plans/cards/{shop.card.ref}"


def test_the_answer_is_nobody_elses_and_is_not_kept(shop: Shop, owner: FlaskClient, stranger: FlaskClient) -> None:
    assert stranger.get(address(shop.card, "days=7")).status_code == 404
    assert "/auth/sign-in" in shop.browser().get(address(shop.card, "days=7")).location
    assert owner.get(address(shop.card, "days=7")).headers["Cache-Control"] == "no-store"
