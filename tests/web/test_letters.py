"""Messages in words: what each kind says, in its reader's language and zone, without a request."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import rows
from tests.rows import NOW
from tests.web.shop import Shop, opened
from tmcard.domain import links
from tmcard.domain.accounts import Purpose
from tmcard.services import linking, messaging
from tmcard.services.messaging import Letter, NothingToTell
from tmcard.store import messages, verifications
from tmcard.store.engine import assert_no_transaction
from tmcard.store.models import Link, Order, Verification
from tmcard.store.transactions import release, write
from tmcard.web import letters
from tmcard.web.letters import FACTS, render

KINDS = {
    "receipt": ("email", "sms"),
    "queued": ("email", "sms"),
    "refund": ("email", "sms"),
    "alert": ("email",),
    "code": ("sms",),
    "already_registered": ("sms",),
    "no_account": ("sms",),
    "password_changed": ("email", "sms"),
    "new_device": ("email",),
    "confirm_email": ("email",),
    "guest_renewed": ("email", "sms"),
    "capped": ("email",),
}
MESSAGES = Path(letters.__file__).parents[1] / "templates/message"
EACH = [(kind, channel) for kind, channels in KINDS.items() for channel in channels]


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """With nobody visiting."""
    with opened(app) as shop:
        yield shop


@pytest.fixture
def order(shop: Shop) -> Order:
    """A renewal that came through."""
    return shop.order("credited", failure="too_late", stated_ends_at=NOW + timedelta(days=38))


@pytest.fixture
def waiting(shop: Shop) -> Verification:
    """A code on its way."""
    return verification(shop.session)


def verification(session: Session) -> Verification:
    """For a registration."""
    facts: dict[str, Any] = {"purpose": Purpose.REGISTER, "is_decoy": False, "locale": "en", "zone": "UTC"}
    with write(session, "verification"):
        return verifications.add(session, **facts, msisdn="+8613800138000", pending_hash=None, now=NOW)


def proof(shop: Shop) -> Link:
    """A link that proves the owner's address."""
    with write(shop.session, "link"):
        return linking.make(
            shop.session, links.Purpose.EMAIL, owner_id=shop.owner.id, locale="en", now=NOW, email="a@example.com"
        )


def letter(shop: Shop, kind: str, channel: str, locale: str = "en", to: str = "+447700900123", **facts: Any) -> Letter:
    """Queue a message and render it as the worker does: in an application context, with no request."""
    about = {"amount_minor": 900, "currency": "USD", "reason": "undeliverable", "status": "crediting"}
    about |= {"subject": "order", "device": "Safari, iPhone", "at": NOW.isoformat(), **facts}
    written: dict[str, Any] = {"recipient": to, "locale": locale, "zone": "Asia/Shanghai", "facts": about, "now": NOW}
    with write(shop.session, "queued"):
        key = f"{kind}:{channel}:{locale}"
        message_id = messaging.queue(shop.session, key=key, kind=kind, channel=channel, **written)
    message = messages.by_id(shop.session, message_id)
    release(shop.session)
    with shop.app.app_context():
        return render(message)


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize(("kind", "channel"), EACH)
def test_every_kind_can_be_written(
    shop: Shop, order: Order, waiting: Verification, kind: str, channel: str, locale: str
) -> None:
    told = shop.order("queued", paid_at=NOW) if kind == "queued" else order
    about = {"verification": waiting.ref, "link": proof(shop).ref, "code": "capped_cost", "region": "CN"}
    written = letter(shop, kind, channel, locale, ref=told.ref, **about)
    assert written.text.strip()
    assert (written.subject == written.html == "") == (channel == "sms")
    assert "\n" not in written.subject


def test_no_kind_is_forgotten() -> None:
    assert set(KINDS) <= set(FACTS)


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_a_mail_of_any_kind_has_all_of_its_parts(kind: str) -> None:
    names = {path.name for path in MESSAGES.glob(f"{kind}.*")}
    parts = {f"{kind}.{part}" for part in ("subject.txt", "txt", "html")}
    assert parts <= names or (not parts & names and f"{kind}.sms.txt" in names)


def test_the_receipt_holds_everything_that_was_paid_for(shop: Shop, order: Order) -> None:
    written = letter(shop, "receipt", "email", ref=order.ref)
    for part in (written.text, written.html):
        for shown in (order.ref, "US$9.00", "Asia 5 GB", "22 November 2026, 14:05 (Beijing time)", "PayPal"):
            assert shown in part
        assert "30 December 2026, 14:05 (Beijing time)" in part
        assert f"http://localhost/checkout/{order.ref}/receipt" in part
        assert shop.card.iccid not in part


def test_the_receipt_in_chinese_names_the_plan_in_chinese(shop: Shop, order: Order) -> None:
    written = letter(shop, "receipt", "email", "zh", ref=order.ref)
    assert "亚洲 5 GB" in written.text
    assert "2026年12月30日 14:05" in written.text
    assert '<html lang="zh-Hans">' in written.html


def test_the_refund_says_how_much_and_why(shop: Shop, order: Order) -> None:
    written = letter(shop, "refund", "email", ref=order.ref, amount_minor=450)
    assert "US$4.50" in written.subject
    assert "within the time we promise" in written.text
    assert "within a few days" in written.html


def test_a_queued_renewal_says_when_it_starts_and_that_it_can_be_cancelled(shop: Shop) -> None:
    written = letter(shop, "queued", "email", ref=shop.order("queued", paid_at=NOW).ref)
    for part in (written.text, written.html):
        assert "on 30 November 2026, 23:29 (Beijing time) at the latest" in part
        assert "200\xa0MB" in part
        assert "cancel it and get all of your money back" in part


def test_nobody_is_told_that_something_waits_which_has_started(shop: Shop) -> None:
    with pytest.raises(NothingToTell):
        letter(shop, "queued", "sms", ref=shop.order("paid").ref)


def test_a_surplus_payment_says_that_it_was_one(shop: Shop) -> None:
    written = letter(shop, "refund", "email", ref=shop.order("credited").ref, reason="surplus")
    assert "had been paid already" in written.text


@pytest.mark.parametrize("kind", ["receipt", "refund", "alert", "confirm_email", "capped"])
def test_mails_are_sound_html_and_need_no_pictures(shop: Shop, order: Order, kind: str) -> None:
    written = letter(shop, kind, "email", ref=order.ref, link=proof(shop).ref, code="capped_cost", region="")
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(written.html)
    assert not any(word in written.html for word in ("<img", "<style", "<link", "<script", "url(", "unsubscribe"))
    assert written.headers == {}


def test_an_sms_has_no_link_and_fits(shop: Shop, order: Order) -> None:
    for kind in ("receipt", "refund"):
        text = letter(shop, kind, "sms", "zh", ref=order.ref).text
        assert "http" not in text
        assert "\n" not in text
        assert len(text) <= 134  # two parts of UCS-2


def test_what_is_gone_is_not_made_up(shop: Shop) -> None:
    with pytest.raises(NothingToTell):
        letter(shop, "receipt", "email", ref="0123456789ABCDEF")


def test_nothing_stays_open_for_the_sending(shop: Shop, order: Order) -> None:
    letter(shop, "receipt", "email", ref=order.ref)
    assert_no_transaction()


def test_names_cannot_bring_markup_along(shop: Shop) -> None:
    shop.card = rows.card(shop.session, shop.owner, label="<b>Mine</b>")
    shop.plan = rows.plan(shop.session, name_en="Day & night")
    written = letter(shop, "receipt", "email", ref=shop.order("credited", stated_ends_at=NOW).ref)
    assert "<b>Mine" not in written.html
    assert "<b>Mine" in written.text
    assert "Day & night" in written.text
