"""What owners are written to about, as they choose it on their account."""

import re
from typing import Any

import pytest

from tests import rows
from tests.rows import NOW
from tests.web.visits import Visit
from tmcard.domain.preferences import REMINDERS, Preferences, Topic
from tmcard.store import alerts, owners, preferences
from tmcard.store.models import Owner
from tmcard.store.transactions import release, write

ALL_ON = {f"{way}_{topic}": "y" for way in ("email", "sms") for topic in Topic}
HOURS = {"quiet_from": "23", "quiet_until": "6"}


def wishes(visit: Visit, owner: Owner) -> Preferences:
    """What is chosen now."""
    found = preferences.of_owner(visit.session, owners.by_id(visit.session, owner.id) or owner)
    release(visit.session)
    return found


def put(visit: Visit, owner: Owner, **values: Any) -> None:
    """Something is known of the owner's address or number."""
    with write(visit.session, "put"):
        owners.put(visit.session, owner.id, **values)


def test_without_a_word_reminders_are_on(visit: Visit, owner: Owner) -> None:
    text = visit.get("/account/messages").text
    assert set(re.findall(r'checked id="(\w+)"', text)) == {f"{w}_{t}" for w in ("email", "sms") for t in REMINDERS}


def test_what_is_ticked_is_kept(visit: Visit, owner: Owner) -> None:
    answer = visit.post("/account/messages", email_offers="y", sms_time="y", **HOURS)
    assert answer.location == "/account/messages?saved=choices"
    assert wishes(visit, owner) == Preferences(frozenset({Topic.OFFERS}), frozenset({Topic.TIME}), 23, 6)
    assert "Saved." in visit.get(answer.location).text


def test_everything_on_and_everything_off(visit: Visit, owner: Owner) -> None:
    visit.post("/account/messages", **ALL_ON, **HOURS)
    assert wishes(visit, owner).by_sms == frozenset(Topic)
    visit.post("/account/messages", **HOURS)
    assert (wishes(visit, owner).by_email, wishes(visit, owner).by_sms) == (frozenset(), frozenset())


@pytest.mark.parametrize("hour", ["24", "-1", "noon", ""])
def test_an_hour_that_is_none_is_refused_and_nothing_is_kept(visit: Visit, owner: Owner, hour: str) -> None:
    answer = visit.post("/account/messages", **{**HOURS, "quiet_from": hour})
    assert answer.status_code == 422
    assert "Choose an hour of the day" in answer.text
    assert wishes(visit, owner) == Preferences()


def test_a_card_is_silenced_and_heard_again(visit: Visit, owner: Owner) -> None:
    card = rows.card(visit.session, owner)
    with write(visit.session, "watched"):
        alerts.see(visit.session, card.id, NOW)
    for word, is_muted in (("mute", True), ("unmute", False)):
        assert visit.post(f"/account/messages/cards/{card.ref}/{word}").status_code == 303
        assert (card.id in alerts.muted(visit.session, owner.id)) == is_muted
        release(visit.session)
        assert ("Silent" in visit.get("/account/messages").text) == is_muted


def test_another_owners_card_cannot_be_silenced(visit: Visit, owner: Owner) -> None:
    card = rows.card(visit.session, rows.owner(visit.session))
    assert visit.post(f"/account/messages/cards/{card.ref}/mute").status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email_refused_at": NOW}, "Mail to an••@example.com comes back: check the address."),
        ({}, "an••@example.com is not confirmed yet."),
        ({"email_verified_at": NOW}, "Confirmed"),
        ({"phone_refused_at": NOW}, "Texts to your number come back."),
    ],
)
def test_the_page_says_whether_anything_arrives(visit: Visit, owner: Owner, values: Any, words: str) -> None:
    put(visit, owner, email="anna@example.com", **values)
    assert words in visit.get("/account/messages").text
    if "phone_refused_at" not in values:
        assert words in visit.get("/account/").text


def test_the_link_can_be_sent_again_and_not_for_ever(visit: Visit, owner: Owner) -> None:
    put(visit, owner, email="anna@example.com")
    statuses = [visit.post("/account/email/resend").status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    assert "Wait" in visit.post("/account/email/resend").text


def test_mainland_numbers_are_told_that_texts_cannot_come(visit: Visit, owner: Owner) -> None:
    assert "Reminders cannot be sent to numbers in your country" in visit.get("/account/messages").text


@pytest.mark.parametrize("path", ["/account/messages", "/account/email/resend", "/account/messages/cards/X/mute"])
def test_signed_out_nothing_can_be_changed(visit: Visit, path: str) -> None:
    assert visit.post(path).location == "/auth/sign-in"
