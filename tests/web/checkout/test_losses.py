"""A plan that takes something away says so before paying, asks twice where it is much, and may wait instead."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.store.models import Order

BOX = "I know that I lose 8\N{NO-BREAK SPACE}days of my running plan"


@pytest.fixture
def losing(shop: Shop) -> Shop:
    """A plan that starts the time over, on a card with eight days left."""
    shop.plan = rows.plan(shop.session, stacking="reset", name_en="Fresh start")
    return shop


def chosen(shop: Shop, client: FlaskClient) -> Order:
    """The quote that the picker makes."""
    answer = shop.post(client, f"/plans/cards/{shop.card.ref}/choose", plan=shop.plan.sku, form_token="t")
    return shop.stored(answer.location.rpartition("/")[2])


def review(client: FlaskClient, order: Order) -> str:
    """The page before paying, with plain spaces."""
    return client.get(f"/checkout/{order.ref}", follow_redirects=True).text.replace("\xa0", " ")


def pay(shop: Shop, client: FlaskClient, order: Order, **more: Any) -> TestResponse:
    """Agree to the terms and press the button."""
    return shop.post(client, f"/checkout/{order.ref}/pay", terms="y", **more)


def start(shop: Shop, client: FlaskClient, order: Order, when: str) -> TestResponse:
    """Choose when it starts."""
    return shop.post(client, f"/checkout/{order.ref}/starts", starts=when)


def followed(shop: Shop, answer: TestResponse) -> Order:
    """The quote that an answer leads to."""
    return shop.stored(answer.location.split("/")[2].partition("?")[0])


def test_the_picker_says_what_would_be_lost(losing: Shop, owner: FlaskClient) -> None:
    page = owner.get(f"/plans/cards/{losing.card.ref}").text.replace("\xa0", " ")
    assert "Replaces what is running: 8 days would be lost" in page
    assert "Adds to what is left" in page
    assert "What is left stays yours" not in page


def test_the_review_says_it_again_and_the_quote_freezes_it(losing: Shop, owner: FlaskClient) -> None:
    order = chosen(losing, owner)
    assert (order.stacking, order.lost_bytes, order.starts) == ("reset", 0, "now")
    assert timedelta(days=8) < order.lost < timedelta(days=9)
    page = review(owner, order)
    assert "8 days of that would be lost" in page
    assert BOX.replace("\xa0", " ") in page


def test_without_the_second_tick_nothing_is_paid(losing: Shop, owner: FlaskClient) -> None:
    order = chosen(losing, owner)
    answer = pay(losing, owner, order)
    assert answer.status_code == 422
    assert 'href="#loss">Tick the box' in answer.text
    assert losing.gateway.requests == []
    assert pay(losing, owner, order, loss="y").status_code == 303
    assert losing.stored(order.ref).loss_agreed_at == losing.at


def test_nor_by_the_script(losing: Shop, owner: FlaskClient) -> None:
    order, fields = chosen(losing, owner), {"method": "paypal", "terms": "y"}
    refused = losing.post(owner, f"/checkout/{order.ref}/attempts", **fields)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["loss"])
    assert losing.post(owner, f"/checkout/{order.ref}/attempts", loss="y", **fields).status_code == 200


def test_a_plan_that_takes_nothing_away_asks_once_and_notes_no_loss(shop: Shop, owner: FlaskClient) -> None:
    order = chosen(shop, owner)
    page = review(owner, order)
    assert "I know that I lose" not in page
    assert "When should it start?" not in page
    assert pay(shop, owner, order).status_code == 303
    assert shop.stored(order.ref).loss_agreed_at is None


def test_it_may_wait_for_the_end_and_then_nothing_is_asked(losing: Shop, owner: FlaskClient) -> None:
    answer = start(losing, owner, chosen(losing, owner), "queued")
    fresh = followed(losing, answer)
    page = owner.get(answer.location).text.replace("\xa0", " ")
    assert (fresh.starts, fresh.lost) == ("queued", timedelta(minutes=30))
    assert "It starts when the running plan ends, not at once." in page
    assert "no more than 200 MB of it is left" in page
    assert "I know that I lose" not in page
    assert pay(losing, owner, fresh).status_code == 303


def test_and_back_again_ends_the_quotes_before(losing: Shop, owner: FlaskClient) -> None:
    first = chosen(losing, owner)
    second = followed(losing, start(losing, owner, first, "queued"))
    assert followed(losing, start(losing, owner, second, "now")).starts == "now"
    assert [losing.stored(order.ref).status for order in (first, second)] == ["cancelled", "cancelled"]
    assert losing.count("orders") == 3


@pytest.mark.parametrize("when", ["now", "never", ""])
def test_no_new_quote_for_the_start_it_has_or_for_none(losing: Shop, owner: FlaskClient, when: str) -> None:
    order = chosen(losing, owner)
    assert start(losing, owner, order, when).location == f"/checkout/{order.ref}"
    assert losing.count("orders") == 1


def test_what_nothing_runs_for_cannot_wait(losing: Shop, owner: FlaskClient) -> None:
    losing.card = rows.card(losing.session, losing.owner, ends_at=losing.at + timedelta(hours=2))
    order = chosen(losing, owner)
    assert "When should it start?" not in review(owner, order)
    answer = start(losing, owner, order, "queued")
    assert answer.status_code == 409
    assert "This plan cannot start that way now" in answer.text


def test_a_gated_plan_is_shown_and_cannot_be_chosen(shop: Shop, owner: FlaskClient) -> None:
    shop.plan = rows.plan(shop.session, stacking="gated", gate_bytes=300 * BYTES_PER_MB)
    page = owner.get(f"/plans/cards/{shop.card.ref}").text.replace("\xa0", " ")
    assert "Can be bought once no more than 300 MB is left" in page
    answer = shop.post(owner, f"/plans/cards/{shop.card.ref}/choose", plan=shop.plan.sku, form_token="t")
    assert (answer.status_code, shop.count("orders")) == (422, 0)


def test_each_end_is_shown_where_several_run(shop: Shop, owner: FlaskClient) -> None:
    shop.plan = rows.plan(shop.session, stacking="separate")
    page = review(owner, chosen(shop, owner))
    assert "3 GB until 30 Nov 2026, 23:59" in page
    assert "5 GB until 22 Dec 2026, 14:05" in page


def test_the_start_is_its_owners_to_choose(losing: Shop, owner: FlaskClient, stranger: FlaskClient) -> None:
    order = chosen(losing, owner)
    assert start(losing, stranger, order, "queued").status_code == 404
    assert "/auth/sign-in" in start(losing, losing.browser(), order, "queued").location
    assert losing.count("orders") == 1


def test_in_chinese(losing: Shop, owner: FlaskClient) -> None:
    reader = rows.owner(losing.session, locale="zh")
    losing.card = rows.card(losing.session, reader)
    browser = losing.browser(reader)
    assert "我知道当前套餐将损失 8 天" in review(browser, chosen(losing, browser))


@pytest.mark.parametrize(("hours", "said"), [(2, "2 hours later than shown"), (-48, "2 days earlier than shown")])
def test_another_end_than_the_promised_one_is_told_there_and_on_the_card(
    shop: Shop, owner: FlaskClient, hours: int, said: str
) -> None:
    end = shop.at + timedelta(days=38)
    order = shop.order("credited", after_ends_at=end, stated_ends_at=end + timedelta(hours=hours))
    assert said in owner.get(f"/checkout/{order.ref}").text
    assert said in owner.get(f"/dashboard/cards/{shop.card.ref}").text


def test_the_promised_end_is_not_talked_about(shop: Shop, owner: FlaskClient) -> None:
    end = shop.at + timedelta(days=38)
    order = shop.order("credited", after_ends_at=end, stated_ends_at=end + timedelta(seconds=30))
    assert "than shown before paying" not in owner.get(f"/checkout/{order.ref}").text
