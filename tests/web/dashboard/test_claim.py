"""Adding a card, as a person does it."""

import pytest
from werkzeug.test import TestResponse

from tests import rows
from tests.fakes import FakeCarrier
from tests.web.shop import Shop
from tmcard.services import claim_codes
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release

PATH = "/dashboard/cards/claim"
CODE = "TMC4-9XKD"
pytestmark = pytest.mark.usefixtures("carrier")


@pytest.fixture
def card(shop: Shop) -> Card:
    return rows.card(shop.session, None, claim_hash=claim_codes.hash_code(CODE), claimed_at=None)


def _claim(shop: Shop, iccid: str, code: str) -> TestResponse:
    return shop.post(shop.browser(shop.owner), PATH, iccid=iccid, code=code)


def _owner_of(shop: Shop, card: Card) -> int | None:
    owner_id = cards.by_id(shop.session, card.id).owner_id
    release(shop.session)
    return owner_id


def test_the_right_number_and_code_lead_to_the_card(shop: Shop, card: Card) -> None:
    answer = _claim(shop, card.iccid[-6:], "tmc4 9xkd")
    assert (answer.status_code, answer.location) == (303, f"/dashboard/cards/{card.ref}")
    assert _owner_of(shop, card) == shop.owner.id


@pytest.mark.parametrize(
    ("iccid", "code", "words"),
    [
        ("", CODE, "Enter the card number, or its last 6 digits"),
        ("  - ", CODE, "Enter the card number, or its last 6 digits"),
        ("12345", CODE, "Card number must be digits only"),
        ("my card", CODE, "Card number must be digits only"),
        ("1" * 30, CODE, "Card number must be digits only"),
        ("123456", "", "Enter the claim code that came with the card"),
        ("123456", "x" * 65, "That is too long for a claim code"),
        ("123456", "x" * 40000, "That is too long for a claim code"),
        ("8985200000000000000", CODE, "Card number and claim code do not belong together"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(shop: Shop, iccid: str, code: str, words: str) -> None:
    answer = _claim(shop, iccid, code)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert f'value="{iccid}"' in answer.text


def test_the_code_alone_decides(shop: Shop, card: Card) -> None:
    taken = rows.card(shop.session, rows.owner(shop.session), claim_hash=claim_codes.hash_code(CODE))
    wrong = _claim(shop, card.iccid, "some-other-code")
    others = _claim(shop, taken.iccid, CODE)
    assert wrong.status_code == others.status_code == 422
    assert taken.ref not in others.text
    assert _owner_of(shop, card) is None


def test_too_many_guesses_are_asked_to_wait(shop: Shop, card: Card) -> None:
    for number in range(5):
        _claim(shop, f"89852000000000000{number:02}", CODE)
    answer = _claim(shop, card.iccid, CODE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in answer.text
    assert _owner_of(shop, card) is None


def test_the_form_is_for_owners_only(shop: Shop, card: Card) -> None:
    assert "Add a card" in shop.browser(shop.owner).get(PATH).text
    assert shop.browser().get(PATH).location == "/auth/sign-in?next=%2Fdashboard%2Fcards%2Fclaim"
    assert shop.post(shop.browser(), PATH, iccid=card.iccid, code=CODE).location.startswith("/auth/sign-in")
    assert _owner_of(shop, card) is None


def test_the_figures_of_the_carrier_are_there_at_once(shop: Shop, card: Card, carrier: FakeCarrier) -> None:
    _claim(shop, card.iccid, CODE)
    assert carrier.calls == ["read"]
