"""The answer in front of Flask: 304 to plain polls of signed-in owners, nothing to anybody else."""

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.web.browsers import HTMX
from tests.web.shop import Shop
from tmcard.store import sessions, views
from tmcard.store.transactions import write


def _tagged(shop: Shop, path: str) -> dict[str, str]:
    return {**HTMX, "HX-PTag": shop.partial(shop.browser(shop.owner), path).headers["HX-PTag"]}


@pytest.fixture(params=["/dashboard/cards", "remaining", "renewal"])
def path(request: pytest.FixtureRequest, shop: Shop) -> str:
    """Each address that an open page polls."""
    part = str(request.param)
    return part if part.startswith("/") else f"/dashboard/cards/{shop.card.ref}/{part}"


def test_a_poll_of_what_is_shown_gets_no_more_than_that(shop: Shop, path: str) -> None:
    tag = _tagged(shop, path)
    answer = shop.browser(shop.owner).get(path, headers=tag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert dict(answer.headers) == {"HX-PTag": tag["HX-PTag"], "Cache-Control": "no-store"}


def test_a_session_that_was_ended_elsewhere_gets_nothing(shop: Shop, path: str) -> None:
    tag, browser = _tagged(shop, path), shop.browser(shop.owner)
    assert browser.get(path, headers=tag).status_code == 304
    with write(shop.session, "ended"):
        sessions.end_all(shop.session, shop.owner.id, shop.at)
    assert browser.get(path, headers=tag).status_code == 401


@pytest.mark.parametrize("cookie", ["", "session=", "session=forged", "session=e30.aaaaaa.bbbbbb", "other=1"])
def test_a_cookie_that_is_not_ours_opens_nothing(shop: Shop, path: str, cookie: str) -> None:
    tag = _tagged(shop, path)
    client = shop.app.test_client(use_cookies=False)
    assert client.get(path, headers={**tag, "Cookie": cookie}).status_code == 401


def test_a_browser_that_opens_the_address_is_led_to_the_page(shop: Shop, path: str) -> None:
    tag = {"HX-PTag": _tagged(shop, path)["HX-PTag"]}
    assert shop.browser(shop.owner).get(path, headers=tag).status_code == 303


def test_a_database_that_fails_is_left_to_the_page_of_failures(
    shop: Shop, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag, browser = _tagged(shop, path), shop.browser(shop.owner)

    def fail(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(views, "glance", fail)
    assert browser.get(path, headers=tag).status_code == 304  # Flask's own comparison still holds


def test_no_connection_stays_out(shop: Shop, path: str, session: Session) -> None:
    tag, browser = _tagged(shop, path), shop.browser(shop.owner)
    for _ in range(20):
        assert browser.get(path, headers=tag).status_code == 304
