"""The link in every mail that can be turned off: one click for mail programs, one page for people."""

import re

import pytest

from tests.security.ground import changed, fingerprint
from tests.web.shop import Shop
from tests.web.unsubscribe.conftest import ADDRESS, Reader
from tmcard.domain.links import Purpose
from tmcard.domain.messages import Channel
from tmcard.domain.preferences import REMINDERS, Topic
from tmcard.store import links
from tmcard.store.transactions import write

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_one_click_without_cookies_turns_the_topic_off_for_mail(reader: Reader) -> None:
    answer = reader.press("/data", **ONE_CLICK)
    assert answer.status_code == 200
    assert not {"Location", "Set-Cookie"} & set(answer.headers.keys())
    assert (reader.wishes.by_email, reader.wishes.by_sms) == (REMINDERS - {Topic.DATA}, REMINDERS)


def test_one_click_on_the_link_of_all_turns_all_mail_off(reader: Reader) -> None:
    assert reader.press(**ONE_CLICK).status_code == 200
    assert (reader.wishes.by_email, reader.wishes.by_sms) == (frozenset(), REMINDERS)


def test_one_click_comes_as_either_kind_of_form(reader: Reader) -> None:
    answer = reader.browser.post(f"/u/{reader.token}", data=ONE_CLICK, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert reader.wishes.by_email == frozenset()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_scanners_that_open_it_change_nothing(reader: Reader, method: str) -> None:
    before = fingerprint(reader.shop.session)
    for rest in ("", "/data", "/all", "/data?List-Unsubscribe=One-Click"):
        assert reader.browser.open(f"/u/{reader.token}{rest}", method=method).status_code == 200
    assert changed(before, fingerprint(reader.shop.session)) == set()


def test_the_page_offers_to_stop_what_the_mail_was_about(reader: Reader) -> None:
    text = reader.get("/data").text
    assert "Stop “Data running low” by E-mail" in text
    assert "Stop “Data running low” by SMS" in text
    assert "Stop “Forecast”" not in text


@pytest.mark.parametrize("channel", list(Channel))
def test_a_button_turns_one_topic_off_and_on_again(reader: Reader, channel: Channel) -> None:
    off = reader.press("/time", way=channel, topic="time", wanted="no")
    assert (off.status_code, "Saved." in off.text) == (200, True)
    assert Topic.TIME not in (reader.wishes.by_email if channel == "email" else reader.wishes.by_sms)
    reader.press("/time", way=channel, topic="time", wanted="yes")
    assert (reader.wishes.by_email, reader.wishes.by_sms) == (REMINDERS, REMINDERS)


def test_a_button_turns_everything_off_by_one_way(reader: Reader) -> None:
    reader.press(way="sms", topic="all", wanted="no")
    assert (reader.wishes.by_email, reader.wishes.by_sms) == (REMINDERS, frozenset())


def test_every_button_of_the_page_does_what_it_says(reader: Reader) -> None:
    forms = re.findall(
        r'name="way" value="(\w+)">\s*<input type="hidden" name="topic" value="(\w+)">', reader.get().text
    )
    assert len(forms) == 2 * (len(Topic) + 1)
    for way, topic in forms:
        assert reader.press(way=way, topic=topic, wanted="no").status_code == 200
    assert (reader.wishes.by_email, reader.wishes.by_sms) == (frozenset(), frozenset())


def test_the_page_tells_nothing_but_a_masked_address(reader: Reader) -> None:
    text = reader.get().text
    assert "an••@example.com" in text
    card, owner = reader.shop.card, reader.shop.owner
    for secret in (ADDRESS, owner.msisdn, owner.msisdn[-4:], card.iccid, card.iccid[-4:], card.ref, "/dashboard"):
        assert secret not in text


def test_the_token_stays_here(reader: Reader) -> None:
    headers = reader.get().headers
    assert headers["Referrer-Policy"] == "origin"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_the_page_speaks_the_language_of_the_mails(reader: Reader) -> None:
    reader.shop.session.merge(reader.shop.owner)
    with write(reader.shop.session, "language"):
        reader.shop.owner.locale = "zh"
        reader.shop.session.add(reader.shop.owner)
    text = reader.get("/data").text
    assert 'lang="zh-Hans"' in text
    assert "不再通过邮件接收“流量不足”" in text


def test_a_damaged_link_is_a_calm_404_that_changes_nothing(reader: Reader) -> None:
    before = fingerprint(reader.shop.session)
    for token in (reader.token[:-1], reader.token[:-1] + "!", "x", reader.token.swapcase()):
        for answer in (reader.browser.get(f"/u/{token}"), reader.browser.post(f"/u/{token}/data", data=ONE_CLICK)):
            assert answer.status_code == 404
            assert ADDRESS not in answer.text
    assert changed(before, fingerprint(reader.shop.session)) == set()


def test_an_unknown_topic_is_not_found(reader: Reader) -> None:
    assert reader.get("/everything").status_code == 404
    assert reader.press("/everything", **ONE_CLICK).status_code == 404
    assert reader.press(way="pigeon", topic="data", wanted="no").status_code == 404
    assert reader.press(way="sms", topic="nothing", wanted="no").status_code == 404


def test_a_revoked_link_opens_nothing(reader: Reader) -> None:
    session = reader.shop.session
    with write(session, "revoked"):
        for link in links.of_owner(session, reader.shop.owner.id, Purpose.PREFERENCES):
            links.revoke(session, link.id, reader.shop.at)
    assert reader.get().status_code == 404


def test_one_owners_link_says_nothing_about_another(reader: Reader, shop: Shop) -> None:
    signed_in = shop.browser(shop.owner)
    assert ADDRESS not in signed_in.get(f"/u/{reader.token}").text


def test_no_line_of_the_log_holds_a_token_or_an_address(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    proof = reader.proof()
    reader.get("/data")
    reader.press("/data", **ONE_CLICK)
    reader.browser.post(f"/e/{proof}")
    said = capsys.readouterr().out
    assert "preferences_turned" in said
    assert [secret for secret in (reader.token, proof, ADDRESS, reader.shop.owner.msisdn) if secret in said] == []
