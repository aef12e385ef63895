"""What mails and texts about accounts say: codes by region, and the link that proves an address."""

import re

import pytest

from tests.rows import NOW
from tests.web.shop import Shop
from tests.web.test_letters import letter, proof, verification
from tmcard.services.messaging import NothingToTell
from tmcard.store import links
from tmcard.store.transactions import write


def test_the_words_say_every_address_that_the_buttons_lead_to(shop: Shop) -> None:
    written = letter(shop, "confirm_email", "email", link=proof(shop).ref)
    assert set(re.findall(r'href="([^"]+)"', written.html)) == set(re.findall(r"http\S+", written.text))


def test_a_link_that_was_replaced_confirms_nothing_and_is_not_sent(shop: Shop) -> None:
    old = proof(shop)
    with write(shop.session, "revoked"):
        links.revoke(shop.session, old.id, NOW)
    with pytest.raises(NothingToTell):
        letter(shop, "confirm_email", "email", link=old.ref)


def test_the_code_ends_in_the_line_that_phones_fill_in_from(shop: Shop) -> None:
    text = letter(shop, "code", "sms", verification=verification(shop.session).ref).text
    assert text.splitlines()[-1].startswith("@localhost #")


def test_mainland_numbers_get_only_registered_wording(shop: Shop) -> None:
    text = letter(shop, "code", "sms", to="+8613800138000", verification=verification(shop.session).ref).text
    assert "@localhost" not in text
