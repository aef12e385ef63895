"""An open page has its cards asked for first; that costs one write every few minutes, and polls nothing."""

from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from tests import rows
from tests.statements import counted
from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.domain.attention import NOTED_EVERY
from tmcard.store import cards, usage_queue
from tmcard.store.transactions import release, write

PATHS = ["/dashboard/", "/dashboard/cards", "card", "remaining", "renewal"]


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest, shop: Shop) -> str:
    """Each address that shows cards."""
    own = f"/dashboard/cards/{shop.card.ref}"
    known = {"card": own, "remaining": f"{own}/remaining", "renewal": f"{own}/renewal"}
    return known.get(str(request.param), str(request.param))


@pytest.fixture
def unseen(shop: Shop) -> None:
    """Nobody has looked at the card for a while."""
    with write(shop.session, "unseen"):
        cards.put(shop.session, shop.card.id, looked_at=None)


def looked_at(shop: Shop) -> datetime | None:
    """When the card was last looked at, as far as it is written down."""
    found = cards.by_id(shop.session, shop.card.id).looked_at
    release(shop.session)
    return found


@pytest.mark.usefixtures("unseen")
def test_every_page_with_a_card_notes_the_look(shop: Shop, path: str) -> None:
    shop.browser(shop.owner).get(path, headers=HTMX)
    assert looked_at(shop) == shop.at


@pytest.mark.usefixtures("unseen")
def test_nobody_else_makes_a_card_watched(shop: Shop, path: str) -> None:
    shop.browser(rows.owner(shop.session)).get(path, headers=HTMX)
    shop.browser().get(path, headers=HTMX)
    assert looked_at(shop) is None


def test_an_open_page_is_noted_every_few_minutes_though_nothing_changes(shop: Shop) -> None:
    browser, path = shop.browser(shop.owner), "/dashboard/cards"
    tag = {"HX-PTag": shop.partial(browser, path).headers["HX-PTag"]}
    begun = shop.at
    shop.later(seconds=NOTED_EVERY.total_seconds() - 1)
    assert (shop.partial(browser, path, **tag).status_code, looked_at(shop)) == (304, begun)
    shop.later(seconds=1)
    assert (shop.partial(browser, path, **tag).status_code, looked_at(shop)) == (304, shop.at)


def test_a_look_costs_the_list_one_statement_now_and_then(shop: Shop, database_kind: str) -> None:
    browser = shop.browser(shop.owner)
    shop.later(minutes=6)
    counts = []
    for _ in range(2):
        with counted() as sent:
            browser.get("/dashboard/")
        counts.append(len(sent))
    assert counts == [2, 1]


@pytest.mark.usefixtures("unseen")
def test_a_database_that_takes_no_note_shows_the_page_all_the_same(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("locked"))

    monkeypatch.setattr(usage_queue, "look", fail)
    assert shop.browser(shop.owner).get("/dashboard/").status_code == 200
