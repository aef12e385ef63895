"""Whose is it? Everything of one owner, tried by another, in addresses, forms and fields that nobody asked for."""

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.security.ground import PARTIAL, SAFE, addresses, ask, changed, fingerprint, token_of
from tests.store.racing import together
from tests.web.shop import Shop
from tmcard.domain.identifiers import REF_LENGTH
from tmcard.services import claim_codes, claiming
from tmcard.services.claiming import WrongClaim
from tmcard.store import cards
from tmcard.store.models import Card
from tmcard.store.transactions import release, write

CANARY = "Canary of the first owner"
#: What a browser could add to any form.
EXTRA = {
    "id": "1", "ref": "X", "status": "paid", "price": "1", "amount": "0.01", "amount_minor": "1", "currency": "JPY",
    "user_id": "1", "is_admin": "1", "is_gone": "1", "data_bytes": "999999999999", "ends_at": "2099-01-01",
    "next_at": "2000-01-01", "carrier_code": "X", "msisdn": "+8613900000000", "password_hash": "x", "version": "9",
    "paid_at": "2000-01-01", "pays_order_id": "1", "capture_id": "C", "is_decoy": "0", "guesses": "0",
    "approval_url": "//evil",
}  # fmt: skip


@pytest.fixture
def marked(shop: Shop) -> Shop:
    """Everything of the owner's carries their canary."""
    with write(shop.session, "marked"):
        cards.put(shop.session, shop.card.id, label=CANARY)
    return shop


@pytest.mark.parametrize("status", ["open", "paid", "credited", "refunded", "expired"])
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["browser", "htmx"])
def test_nothing_of_an_owners_is_shown_to_another(marked: Shop, status: str, headers: dict[str, str]) -> None:
    """ASVS 8.2.2."""
    order = marked.order(status)
    stranger = marked.browser(rows.owner(marked.session))
    mine, before = marked.browser(marked.owner), fingerprint(marked.session)
    secrets = {CANARY, marked.card.iccid, marked.card.iccid[-4:], marked.owner.msisdn[-4:]}
    seen = False
    for address in addresses(marked, order.ref):
        if address.method in SAFE:
            seen = seen or CANARY in mine.get(address.path, headers=headers, buffered=True).get_data().decode("latin-1")
            answer = stranger.get(address.path, headers=headers).get_data().decode("latin-1")
            assert not {secret for secret in secrets if f">{secret}" in answer or secret in answer}, address.path
    assert seen
    assert changed(before, fingerprint(marked.session)) == set()


def test_nothing_of_an_owners_is_changed_by_another(marked: Shop, stranger: FlaskClient) -> None:
    """ASVS 8.2.2: the right token of one's own session, and somebody else's names."""
    order, token = marked.order(), token_of(stranger)
    marked.browser(marked.owner)
    fields = {
        "label": "Eve",
        "plan": marked.plan.sku,
        "form_token": order.form_token,
        "terms": "y",
        "email": "e@e.example",
    }
    before = fingerprint(marked.session)
    for address in addresses(marked, order.ref):
        if address.method not in SAFE and "<" in address.rule and not address.rule.startswith("/staff/"):
            assert ask(stranger, address, token, **fields).status_code == 404, address.path
    assert changed(before, fingerprint(marked.session)) == set()


def test_a_form_token_of_anothers_order_brings_no_order_of_theirs(shop: Shop, owner: FlaskClient) -> None:
    other = rows.owner(shop.session)
    theirs = rows.card(shop.session, other)
    sent = {"plan": shop.plan.sku, "form_token": "the same"}
    first = shop.post(owner, f"/plans/cards/{shop.card.ref}/choose", **sent)
    second = shop.post(shop.browser(other), f"/plans/cards/{theirs.ref}/choose", **sent)
    assert second.status_code == 303
    assert first.location != second.location


@pytest.mark.parametrize("name", ["owner_id", "card_id", "card", "plan_id", "order_id"])
def test_a_quote_is_for_the_card_and_owner_of_the_address(shop: Shop, owner: FlaskClient, name: str) -> None:
    """ASVS 15.3.3."""
    victim = rows.card(shop.session, rows.owner(shop.session))
    values = {"owner_id": victim.owner_id, "card_id": victim.id, "card": victim.ref, "plan_id": 9, "order_id": 9}
    sent = {"plan": shop.plan.sku, name: str(values[name]), **EXTRA}
    answer = shop.post(owner, f"/plans/cards/{shop.card.ref}/choose", **sent)
    order = shop.stored(answer.location.rpartition("/")[2])
    assert (order.owner_id, order.card_id, order.plan_id) == (shop.owner.id, shop.card.id, shop.plan.id)
    assert (order.status, order.amount_minor, order.currency, order.paid_at) == ("open", 900, "USD", None)


def test_fields_that_nobody_asked_for_pay_nothing(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 15.3.3."""
    order = shop.order()
    shop.post(owner, f"/checkout/{order.ref}/pay", terms="y", owner_id="9", **EXTRA)
    asked, attempt = shop.gateway.requests[0], shop.attempts(order)[0]
    assert (asked.amount.amount_minor, asked.amount.currency) == (900, "USD")
    assert (attempt.amount_minor, attempt.status, attempt.pays_order_id, attempt.capture_id) == (
        900,
        "created",
        None,
        None,
    )
    assert (shop.stored(order.ref).status, shop.stored(order.ref).owner_id) == ("open", shop.owner.id)


@pytest.mark.parametrize(
    ("path", "fields", "tables"),
    [
        ("/account/preferences", {"locale": "en", "zone": "Asia/Shanghai"}, set()),
        ("/language", {"language": "en"}, set()),
        ("/account/email", {"email": "", "proof": "wrong"}, {"counters"}),
        ("/account/password", {"old": "wrong", "new": "seven kites over Oslo"}, {"counters"}),
        ("/dashboard/cards/{card}/rename", {"label": ""}, {"cards"}),
        ("/checkout/{order}/requote", {}, {"orders", "order_events", "counters"}),
    ],
)
def test_fields_that_nobody_asked_for_change_nothing(
    shop: Shop, owner: FlaskClient, path: str, fields: dict[str, str], tables: set[str]
) -> None:
    """ASVS 15.3.3: no more changes with them than without them."""
    order, before = shop.order(), fingerprint(shop.session)
    shop.post(owner, path.format(card=shop.card.ref, order=order.ref), **{**EXTRA, **fields})
    assert changed(before, fingerprint(shop.session)) <= tables
    card = cards.by_id(shop.session, shop.card.id)
    assert (card.is_gone, card.ends_at, card.ref) == (False, shop.card.ends_at, shop.card.ref)
    release(shop.session)


def test_names_in_addresses_are_random(shop: Shop) -> None:
    """ASVS 8.2.2, 11.5.1: 80 bits, and never a key of a table."""
    refs = [shop.order().ref for _ in range(20)] + [shop.card.ref]
    assert {len(ref) for ref in refs} == {REF_LENGTH}
    assert not any(ref.isdigit() for ref in refs)
    assert shop.browser(shop.owner).get(f"/checkout/{shop.order().id}").status_code == 404
    assert shop.browser(shop.owner).get(f"/dashboard/cards/{shop.card.id}").status_code == 404


def test_no_name_fits_everything(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 1.2.4."""
    for path in ("/checkout/{}", "/dashboard/cards/{}", "/plans/cards/{}", "/dashboard/cards/{}/remaining"):
        for wild in ("%25", "_", "%25%25", "' OR '1'='1", "1;DROP TABLE cards", "*", "../" + "0" * 16):
            assert owner.get(path.format(wild)).status_code == 404


def test_a_card_goes_to_one_of_those_who_claim_it_at_once(shop: Shop, database_kind: str) -> None:
    """ASVS 2.3.4."""
    code = "TMC4-9XKD"
    card: Card = rows.card(shop.session, None, claim_hash=claim_codes.hash_code(code), claimed_at=None)
    people = iter([rows.owner(shop.session).id for _ in range(4)])

    def claim(own: object) -> bool:
        facts = {"iccid_text": card.iccid, "code_text": code, "now": shop.at}
        try:
            claiming.claim(own, {}, owner_id=next(people), **facts)  # type: ignore[arg-type]  # a session of its own
        except WrongClaim:
            return False
        return True

    assert sorted(together(shop.session, claim)) == [False, False, False, True]
