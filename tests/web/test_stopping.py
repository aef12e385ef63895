"""Mails that can be turned off say how, in headers and in words; nothing goes out that is off."""

from typing import Any

import pytest
from flask import Flask, render_template
from jinja2 import ChoiceLoader, DictLoader

from tests.rows import NOW
from tests.web.shop import Shop
from tmcard.domain.links import Purpose
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Topic
from tmcard.services import linking, messaging, unsubscribing
from tmcard.services.messaging import Letter, NotWanted
from tmcard.store import messages, owners
from tmcard.store.transactions import release, write
from tmcard.web import letters

PARTS = {f"message/offer.{part}": "{# Mail. #}Sale" for part in ("subject.txt", "txt", "sms.txt")}
PARTS["message/offer.html"] = '{# Mail. #}{% extends "message/layout.html" %}{% block body %}Sale{% endblock %}'


@pytest.fixture(autouse=True)
def offers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of message that can be turned off."""
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([loader, DictLoader(PARTS)])
    monkeypatch.setattr(letters, "FACTS", {"offer": lambda _session, _message: {}})


@pytest.fixture
def reader(shop: Shop) -> Shop:
    """Whose owner wants offers, at a proven address."""
    with write(shop.session, "proven"):
        owners.put(shop.session, shop.owner.id, email="anna@example.com")
        owners.verify_email(shop.session, shop.owner.id, "anna@example.com", NOW)
    for channel in Channel:
        unsubscribing.turn(shop.session, shop.owner.id, Topic, channel, True, NOW)
    return shop


def offer(shop: Shop, channel: str = "email", **facts: Any) -> Letter:
    """An offer to the owner, as the worker renders it."""
    about: dict[str, Any] = {"locale": "zh", "zone": "UTC", "facts": {"topic": "offers", **facts}, "now": NOW}
    to = "anna@example.com" if channel == "email" else shop.owner.msisdn
    with write(shop.session, "queued"):
        made = messaging.queue(
            shop.session, key="offer", kind="offer", channel=channel, recipient=to, owner_id=shop.owner.id, **about
        )
    message = messages.by_id(shop.session, made)
    release(shop.session)
    with shop.app.app_context():
        assert render_template("message/offer.txt")
        return letters.render(message)


def test_a_mail_program_is_told_where_one_click_stops_it(reader: Shop) -> None:
    headers = offer(reader).headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://localhost/u/")
    assert headers["List-Unsubscribe"].endswith("/offers>")


def test_the_words_say_it_too(reader: Shop) -> None:
    written = offer(reader)
    url = written.headers["List-Unsubscribe"].strip("<>")
    assert written.text.endswith(f"选择接收哪些通知，或全部关闭：\n{url}\n")
    assert f'href="{url}"' in written.html


def test_a_mail_without_a_topic_stops_all_of_them(reader: Shop) -> None:
    assert offer(reader, topic="").headers["List-Unsubscribe"].count("/") == 4


def test_an_sms_carries_no_address_to_stop_it(reader: Shop) -> None:
    assert offer(reader, "sms") == Letter("", "Sale", "")


@pytest.mark.parametrize("channel", list(Channel))
def test_what_was_turned_off_since_is_not_sent(reader: Shop, channel: Channel) -> None:
    unsubscribing.turn(reader.session, reader.owner.id, [Topic.OFFERS], channel, False, NOW)
    with pytest.raises(NotWanted):
        offer(reader, channel)


@pytest.mark.parametrize("values", [{"email_verified_at": None}, {"email_refused_at": NOW}, {"email": None}])
def test_nothing_that_can_be_turned_off_goes_where_nobody_is_known_to_read(reader: Shop, values: Any) -> None:
    with write(reader.session, "changed"):
        owners.put(reader.session, reader.owner.id, **values)
    with pytest.raises(NotWanted):
        offer(reader)


def test_an_owner_has_one_link_for_all_mails(reader: Shop) -> None:
    first = offer(reader).headers["List-Unsubscribe"]
    assert offer(reader).headers["List-Unsubscribe"] == first
    with write(reader.session, "ensured"):
        again = unsubscribing.ensure_link(reader.session, reader.owner.id, "en", NOW)
    assert linking.token_of((reader.app.config["SECRET_KEY"],), again) in first
    assert again.purpose == Purpose.PREFERENCES
