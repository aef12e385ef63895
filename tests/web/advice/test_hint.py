"""One line of advice for the picker, fetched when that is already there."""

from flask.testing import FlaskClient

from tests import rows
from tests.web.advice.test_answer import address, use
from tests.web.shop import Shop
from tmcard.domain.plans import BYTES_PER_GB


def hint(shop: Shop, client: FlaskClient) -> str:
    """What htmx puts into the picker."""
    return shop.partial(client, f"{address(shop.card)}/hint").text


def test_a_card_without_a_past_gets_the_way_to_ask(shop: Shop, owner: FlaskClient) -> None:
    assert "Travelling? See which plan is cheapest for you" in hint(shop, owner)


def test_a_card_with_a_past_gets_the_cheapest_plan_and_why(shop: Shop, owner: FlaskClient) -> None:
    use(shop, BYTES_PER_GB // 2)
    rows.plan(shop.session, 4900, data_bytes=50 * BYTES_PER_GB, name_en="Asia 50 GB")
    told = hint(shop, owner)
    assert "Cheapest for the next" in told
    assert "less than the next best" in told
    assert f'href="{address(shop.card)}?days=30"' in told


def test_a_card_that_has_enough_is_told_so(shop: Shop, owner: FlaskClient) -> None:
    shop.card = rows.card(shop.session, shop.owner, ends_at=shop.at.replace(year=2027))
    use(shop, BYTES_PER_GB // 64)
    assert "what is on the card lasts" in hint(shop, owner)


def test_it_fetches_nothing_again(shop: Shop, owner: FlaskClient) -> None:
    assert "hx-get" not in hint(shop, owner)


def test_a_card_that_cannot_be_renewed_gets_no_plan(shop: Shop, owner: FlaskClient) -> None:
    use(shop, BYTES_PER_GB)
    shop.order("paid")
    assert "Travelling?" in hint(shop, owner)


def test_without_scripts_its_address_leads_to_the_page(shop: Shop, owner: FlaskClient) -> None:
    assert owner.get(f"{address(shop.card)}/hint").location == address(shop.card)


def test_nobody_else_sees_it(shop: Shop, stranger: FlaskClient) -> None:
    assert stranger.get(f"{address(shop.card)}/hint").status_code == 404
    assert "/auth/sign-in" in shop.browser().get(f"{address(shop.card)}/hint").location
