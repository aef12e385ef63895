"""Sessions: rows on our side, worthless elsewhere, gone when they should be."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import doors
from tests.security.ground import SAFE, Address, addresses, ask, changed, fingerprint, token_of
from tests.web.shop import Shop
from tests.web.visits import Visit
from tmcard.domain.accounts import SESSION_IDLE, SESSION_LIFETIME
from tmcard.store.models import OwnerSession
from tmcard.store.transactions import release


def _token(visit: Visit) -> str:
    with visit.browser.session_transaction() as cookie:
        return str(cookie.get("_user_id", ""))


def _cookie(visit: Visit) -> str:
    found = visit.browser.get_cookie("session")
    return found.value if found is not None else ""


def _is_in(visit: Visit) -> bool:
    return visit.get("/account/").status_code == 200


def test_each_way_in_brings_a_new_session_and_ends_the_old_one(visit: Visit) -> None:
    """ASVS 7.2.4."""
    doors.owner(visit.session)
    visit.enter()
    first, cookie = _token(visit), _cookie(visit)
    visit.post("/account/password", old=doors.PASSWORD, new=doors.OTHER_PASSWORD)
    second = _token(visit)
    assert first != second
    visit.browser.set_cookie("session", cookie)
    assert not _is_in(visit)


def test_a_cookie_from_before_signing_in_is_not_signed_in_by_it(visit: Visit) -> None:
    """ASVS 7.2.4: whoever planted it knows nothing of what came after."""
    doors.owner(visit.session)
    visit.sign_in()
    planted = _cookie(visit)
    visit.enter_code()
    assert _cookie(visit) != planted
    visit.browser.set_cookie("session", planted)
    assert not _is_in(visit)
    assert visit.post("/auth/verify", code="000000").location == "/auth/sign-in"


def test_the_form_token_is_a_new_one_after_signing_in(visit: Visit) -> None:
    doors.owner(visit.session)
    before = token_of(visit.browser)
    visit.enter()
    assert visit.browser.post("/auth/sign-out", data={"csrf_token": before}).status_code == 400


def test_the_database_knows_the_token_by_its_hash_alone(visit: Visit) -> None:
    """ASVS 7.2.2, 7.2.3: 256 bits, in no table."""
    doors.owner(visit.session)
    visit.enter()
    row = visit.session.scalars(select(OwnerSession)).one()
    release(visit.session)
    assert len(_token(visit)) >= 43
    assert _token(visit) not in repr(vars(row))
    assert len(row.token_hash) == 64


def _sent(shop: Shop, address: Address, cookie: str) -> TestResponse:
    client = shop.browser()
    token = token_of(client)
    client.set_cookie("session", cookie)
    return ask(client, address, token)


def test_after_signing_out_the_old_cookie_opens_nothing(shop: Shop) -> None:
    """ASVS 7.4.1: replayed at every address that asks for an owner."""
    client, order = shop.browser(shop.owner), shop.order()
    found = client.get_cookie("session")
    assert found is not None
    shop.post(client, "/auth/sign-out")
    before = fingerprint(shop.session)
    for address in addresses(shop, order.ref):
        view = shop.app.view_functions[_endpoint(shop, address)]
        if getattr(view, "is_guarded", False):
            answer = _sent(shop, address, found.value)
            assert (address.key, answer.status_code in (303, 400)) == (address.key, True)
            assert answer.status_code == 400 or answer.location.startswith("/auth/sign-in")
    assert changed(before, fingerprint(shop.session)) == set()


def _endpoint(shop: Shop, address: Address) -> str:
    matched = shop.app.url_map.bind("localhost").match(address.path, method=address.method)
    return str(matched[0])


@pytest.mark.parametrize(("idle", "is_in"), [(SESSION_IDLE - timedelta(minutes=1), True), (SESSION_IDLE, False)])
def test_a_session_ends_when_it_is_not_used(visit: Visit, idle: timedelta, is_in: bool) -> None:
    """ASVS 7.3.1."""
    doors.owner(visit.session)
    visit.enter()
    visit.at += idle
    assert _is_in(visit) == is_in


def test_a_session_ends_however_much_it_is_used(visit: Visit) -> None:
    """ASVS 7.3.2."""
    doors.owner(visit.session)
    visit.enter()
    for _ in range(SESSION_LIFETIME.days):
        assert _is_in(visit)
        visit.later(days=1)
    assert not _is_in(visit)


@pytest.mark.parametrize("place", [0, 5, -20, -1])
def test_a_changed_cookie_is_nobodys(visit: Visit, place: int) -> None:
    doors.owner(visit.session)
    visit.enter()
    text = _cookie(visit)
    other = "A" if text[place] not in "ABCD" else "Z"  # the last letter has spare bits that mean nothing
    changed_text = text[:place] + other + (text[place:][1:])
    visit.browser.set_cookie("session", changed_text)
    assert not _is_in(visit)


def test_a_cookie_of_another_key_is_nobodys(visit: Visit) -> None:
    doors.owner(visit.session)
    visit.enter()
    visit.browser.application.config["SECRET_KEY"] = "another key that is just as long as the first"
    assert not _is_in(visit)


def test_the_token_never_stands_in_a_page_or_an_address(visit: Visit) -> None:
    """ASVS 14.2.1."""
    doors.owner(visit.session)
    visit.enter()
    pages = [visit.get(path) for path in ("/", "/account/", "/dashboard/", "/plans/", "/help")]
    assert not any(_token(visit) in page.text + str(page.location) for page in pages)


def test_signing_out_is_offered_on_each_page(shop: Shop) -> None:
    """ASVS 7.4.4."""
    client, order = shop.browser(shop.owner), shop.order()
    for address in addresses(shop, order.ref):
        is_theirs = address.method in SAFE and not address.rule.startswith("/staff/")  # those pages know no owner
        answer = client.get(address.path) if is_theirs else None
        if answer is not None and answer.status_code == 200 and answer.mimetype == "text/html":
            assert 'action="/auth/sign-out"' in answer.text, address.path
