"""The link that proves an address, as its reader and their mail scanner open it."""

import pytest

from tests.security.ground import changed, fingerprint
from tests.web.unsubscribe.conftest import ADDRESS, Reader
from tmcard.store import owners
from tmcard.store.transactions import release


def is_proven(reader: Reader) -> bool:
    """Whether the address counts."""
    found = owners.by_id(reader.shop.session, reader.shop.owner.id)
    release(reader.shop.session)
    assert found is not None
    return found.email_verified_at is not None


def test_opening_it_shows_a_button_and_changes_nothing(reader: Reader) -> None:
    token = reader.proof()
    before = fingerprint(reader.shop.session)
    answer = reader.browser.get(f"/e/{token}")
    assert "Confirm the address" in answer.text
    assert "an••@example.com" in answer.text
    assert ADDRESS not in answer.text
    reader.browser.head(f"/e/{token}")
    assert changed(before, fingerprint(reader.shop.session)) == set()


def test_the_button_proves_the_address_without_signing_in(reader: Reader) -> None:
    token = reader.proof()
    assert "Address confirmed" in reader.browser.post(f"/e/{token}").text
    assert is_proven(reader)


def test_pressing_twice_is_harmless(reader: Reader) -> None:
    token = reader.proof()
    answers = [reader.browser.post(f"/e/{token}").status_code for _ in range(2)]
    assert answers == [200, 200]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_over_says_why_and_what_to_do(reader: Reader, method: str) -> None:
    token = reader.proof()
    reader.shop.later(days=3)
    answer = reader.browser.open(f"/e/{token}", method=method)
    assert answer.status_code == 410
    assert "It was good for two days." in answer.text
    assert "under “Your account”" in answer.text
    assert not is_proven(reader)


def test_a_newer_link_takes_the_place_of_an_older(reader: Reader) -> None:
    old, new = reader.proof(), reader.proof()
    assert "A newer link was sent" in reader.browser.get(f"/e/{old}").text
    assert reader.browser.get(f"/e/{new}").status_code == 200


def test_a_damaged_or_foreign_token_is_a_404(reader: Reader) -> None:
    token = reader.proof()
    for wrong in (token[:-1], token + "x", reader.token):
        for method in ("GET", "POST"):
            assert reader.browser.open(f"/e/{wrong}", method=method).status_code == 404
    assert not is_proven(reader)


def test_the_token_stays_here(reader: Reader) -> None:
    headers = reader.browser.get(f"/e/{reader.proof()}").headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("origin", "no-store")
