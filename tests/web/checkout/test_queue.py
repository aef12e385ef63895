"""The pages of a queued renewal: what it waits for, the way out of it, and the way to have it at once."""

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.web.shop import Shop
from tmcard.store.models import Order


@pytest.fixture
def queued(shop: Shop) -> Order:
    """Paid, and waiting for the running plan to end."""
    order = shop.order("queued", paid_at=rows.NOW, starts="queued")
    rows.payment(shop.session, order, "captured")
    return order


def test_its_page_says_what_it_waits_for_and_what_is_promised_then(owner: FlaskClient, queued: Order) -> None:
    page = owner.get(f"/checkout/{queued.ref}").text
    for said in ("Nothing has been loaded yet", "200\xa0MB", "on your card within 30 minutes, or your money back"):
        assert said in page
    assert "http-equiv" not in page  # nobody's form is to vanish under their thumb


def test_both_ways_on_are_offered_without_scripts(owner: FlaskClient, queued: Order) -> None:
    page = owner.get(f"/checkout/{queued.ref}").text
    assert f'href="/checkout/{queued.ref}/cancel-queued"' in page
    assert f'action="/checkout/{queued.ref}/start-queued"' in page


def test_cancelling_asks_once_more_and_names_the_money(owner: FlaskClient, queued: Order) -> None:
    answer = owner.get(f"/checkout/{queued.ref}/cancel-queued")
    assert (answer.status_code, "Cancel and get US$9.00 back" in answer.text) == (200, True)


def test_a_part_that_went_back_is_not_promised_again(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    rows.refund(shop.session, shop.attempts(queued)[0], amount_minor=300)
    page = owner.get(f"/checkout/{queued.ref}/cancel-queued").text
    assert "Cancel and get US$6.00 back" in page
    assert "all that is left of it" in page


def test_looking_cancels_nothing(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    owner.get(f"/checkout/{queued.ref}/cancel-queued")
    owner.get(f"/checkout/{queued.ref}/start-queued")
    assert shop.stored(queued.ref).status == "queued"


def test_cancelling_begins_the_refund_and_wakes_the_worker(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    answer = shop.post(owner, f"/checkout/{queued.ref}/cancel-queued")
    assert answer.location == f"/checkout/{queued.ref}"
    assert shop.stored(queued.ref).status == "refunding"
    assert shop.wake.nudges == [("payment", shop.attempts(queued)[0].id)]
    assert "Cancelled: your money is on its way back" in owner.get(f"/checkout/{queued.ref}").text


def test_pressing_twice_is_harmless(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    answers = [shop.post(owner, f"/checkout/{queued.ref}/cancel-queued") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert shop.count("refunds") == 1


def test_who_was_too_late_is_told(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("crediting", starts="queued")
    rows.payment(shop.session, order, "captured")
    answer = shop.post(owner, f"/checkout/{order.ref}/cancel-queued")
    assert (answer.status_code, "has started already" in answer.text) == (409, True)
    assert shop.count("refunds") == 0


def test_starting_now_wakes_the_worker(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    shop.post(owner, f"/checkout/{queued.ref}/start-queued")
    started = shop.stored(queued.ref)
    assert (started.status, shop.wake.nudges) == ("paid", [("order", queued.id)])
    assert "By 14:35 (Beijing time), or your money back." in owner.get(f"/checkout/{queued.ref}").text


@pytest.mark.parametrize("act", ["cancel-queued", "start-queued"])
def test_a_stranger_and_nobody_may_do_neither(shop: Shop, stranger: FlaskClient, queued: Order, act: str) -> None:
    assert shop.post(stranger, f"/checkout/{queued.ref}/{act}").status_code == 404
    assert "/auth/sign-in" in shop.post(shop.browser(), f"/checkout/{queued.ref}/{act}").location
    assert shop.stored(queued.ref).status == "queued"


@pytest.mark.parametrize("path", ["", "/cancel-queued"])
def test_it_can_be_read_in_chinese(shop: Shop, path: str) -> None:
    reader = rows.owner(shop.session, locale="zh")
    shop.card = rows.card(shop.session, reader)
    order = shop.order("queued", paid_at=rows.NOW, starts="queued")
    rows.payment(shop.session, order, "captured")
    assert 'lang="zh-Hans"' in shop.browser(reader).get(f"/checkout/{order.ref}{path}").text


def test_when_the_promised_time_has_passed_the_page_says_what_happens(shop: Shop, owner: FlaskClient) -> None:
    order = shop.order("crediting")
    rows.payment(shop.session, order, "captured")
    shop.later(minutes=31)
    page = owner.get(f"/checkout/{order.ref}").text
    assert "The promised time has passed" in page
    assert "your money goes back by itself" in page


def test_the_picker_leads_to_it_and_sells_nothing_else(shop: Shop, owner: FlaskClient, queued: Order) -> None:
    page = owner.get(f"/plans/cards/{shop.card.ref}").text
    assert "The next plan for it is paid" in page
    assert f'href="/checkout/{queued.ref}"' in page
    assert "/choose" not in page
