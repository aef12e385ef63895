"""Reports about texts: signed ones about texts of ours are noted, everything else leaves no trace."""

from typing import Any

import pytest

from tests.conftest import ENVIRON
from tests.rows import NOW
from tests.security.ground import changed, fingerprint
from tests.web.shop import Shop
from tmcard.adapters.sms_reports import sign
from tmcard.services import messaging
from tmcard.store import messages
from tmcard.store.models import Message
from tmcard.store.transactions import release, write

URL = f"{ENVIRON['BASE_URL']}/webhooks/sms"


@pytest.fixture
def text(shop: Shop) -> Message:
    """One that the service took."""
    facts: dict[str, Any] = {"locale": "en", "zone": "UTC", "facts": {}, "now": NOW, "owner_id": shop.owner.id}
    with write(shop.session, "sent"):
        made = messaging.queue(
            shop.session, key="t", kind="no_account", channel="sms", recipient=shop.owner.msisdn, **facts
        )
        messages.put(shop.session, made, 0, status="sent", vendor_ref="SM0123", next_at=None)
    return now(shop, made)


def now(shop: Shop, message_id: int) -> Message:
    """The message as the database has it now."""
    found = messages.by_id(shop.session, message_id)
    release(shop.session)
    return found


def post(shop: Shop, key: str = ENVIRON["SMS_AUTH_TOKEN"], **fields: str) -> int:
    """The service reports."""
    form = {"MessageSid": "SM0123", "MessageStatus": "delivered", **fields}
    signature = sign(key.encode(), URL, list(form.items())).decode()
    return shop.browser().post("/webhooks/sms", data=form, headers={"X-Twilio-Signature": signature}).status_code


def test_a_text_that_arrived_is_noted(shop: Shop, text: Message) -> None:
    assert post(shop) == 204
    assert now(shop, text.id).delivered_at == shop.at


def test_a_number_that_is_no_phone_is_noted_with_its_owner(shop: Shop, text: Message) -> None:
    before = fingerprint(shop.session)
    assert post(shop, MessageStatus="undelivered", ErrorCode="30005") == 204
    assert now(shop, text.id).bounce == "number_unreachable"
    assert changed(before, fingerprint(shop.session)) == {"messages", "owners"}


def test_a_forgery_is_refused_and_leaves_no_trace(shop: Shop, text: Message) -> None:
    before = fingerprint(shop.session)
    assert post(shop, key="guessed") == 403
    assert shop.browser().post("/webhooks/sms", data={"MessageSid": "SM0123"}).status_code == 403
    assert changed(before, fingerprint(shop.session)) == set()


def test_a_report_about_a_text_of_others_is_thanked_for_and_forgotten(shop: Shop, text: Message) -> None:
    before = fingerprint(shop.session)
    assert post(shop, MessageSid="SM9999") == 204
    assert changed(before, fingerprint(shop.session)) == set()


def test_a_signed_report_about_nothing_is_a_bad_request(shop: Shop) -> None:
    assert post(shop, MessageSid="") == 400


def test_what_is_far_too_long_is_not_read(shop: Shop) -> None:
    assert post(shop, Body="x" * 20_000) == 413
