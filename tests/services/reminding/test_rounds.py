"""Rounds of reminders on a real database: what is told, once, by whom it is wanted, and what a round costs."""

from datetime import timedelta
from typing import Any

import pytest

from tests import rows
from tests.services.reminding.reminded import alert, due_at, messages, round_of, see, told, use, watched
from tests.services.stories import Story
from tests.statements import counted
from tmcard.domain.links import Purpose
from tmcard.domain.messages import Channel
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Refused
from tmcard.domain.preferences import Topic
from tmcard.services import unsubscribing
from tmcard.store import alerts, links, preferences
from tmcard.store.models import UsageSample
from tmcard.store.transactions import release, write

PROVEN = {"email": "owner@example.com", "email_verified_at": rows.NOW}


@pytest.fixture
def told_story(story: Story) -> Story:
    """An owner with a proven address, at two in the afternoon in Beijing."""
    story.owner = rows.owner(story.session, **PROVEN)
    return story


def test_a_crossing_is_told_by_mail_and_sms_once(told_story: Story, database_kind: str) -> None:
    card = watched(told_story)
    assert use(told_story, card, 85) == ["email:mostly_used", "sms:mostly_used"]
    told_story.clock.tick(days=1)
    assert use(told_story, card, 86) == ["email:mostly_used", "sms:mostly_used"]


def test_half_used_is_recorded_and_not_told(told_story: Story) -> None:
    card = watched(told_story)
    assert use(told_story, card, 50) == []
    assert alert(told_story, card).data_percent == 50


def test_what_a_card_was_claimed_with_is_no_news(told_story: Story) -> None:
    card = watched(told_story, used_bytes=int(4.8 * BYTES_PER_GB))
    assert told(told_story, card) == []


def test_a_renewal_brings_silence_and_the_next_step_is_told(told_story: Story, database_kind: str) -> None:
    card = watched(told_story)
    use(told_story, card, 85)
    told_story.clock.tick(days=1)
    see(told_story, card, total_bytes=10 * BYTES_PER_GB)
    round_of(told_story)
    assert len(told(told_story, card)) == 2
    assert use(told_story, card, 180)[2:] == ["email:nearly_used", "sms:nearly_used"]


def test_the_end_is_told_by_the_clock_alone(told_story: Story, database_kind: str) -> None:
    card = watched(told_story, ends_at=rows.NOW + timedelta(days=4), plan_id=told_story.plan.id)
    assert due_at(told_story, card) == rows.NOW + timedelta(hours=3)  # first, a forecast is tried
    for _ in range(20):
        told_story.clock.tick(hours=6)
        round_of(told_story)
    assert told(told_story, card)[::2] == ["email:ending", "email:ending", "email:ended"]
    assert due_at(told_story, card) is None


def test_at_night_nothing_is_told_until_the_morning(told_story: Story) -> None:
    card = watched(told_story)
    told_story.clock.tick(hours=10)  # just after midnight in Beijing
    assert use(told_story, card, 85) == []
    told_story.clock.tick(hours=8)
    round_of(told_story)
    assert told(told_story, card) == ["email:mostly_used", "sms:mostly_used"]


def test_used_up_at_night_is_mailed_and_the_sms_waits_for_the_morning(told_story: Story) -> None:
    card = watched(told_story)
    told_story.clock.tick(hours=10)
    use(told_story, card, 100)
    mail, sms = messages(told_story)
    assert mail.next_at == told_story.clock()
    assert sms.next_at is not None
    assert sms.next_at - told_story.clock() > timedelta(hours=7)


def test_an_address_that_nobody_proved_gets_no_reminder(story: Story) -> None:
    story.owner = rows.owner(story.session, email="typed@example.com")
    assert use(story, watched(story), 85) == ["sms:mostly_used"]


def test_each_way_tells_what_is_wanted_by_it(told_story: Story) -> None:
    card = watched(told_story, ends_at=rows.NOW + timedelta(days=3, hours=5))
    with write(told_story.session, "chosen"):
        owner_id = told_story.owner.id
        preferences.put(told_story.session, owner_id, Topic.TIME, Channel.EMAIL, False, rows.NOW)
    assert use(told_story, card, 85) == ["email:mostly_used", "sms:ending+mostly_used"]


def test_whoever_turned_everything_off_is_told_nothing_and_nothing_later(told_story: Story) -> None:
    card = watched(told_story)
    for channel in Channel:
        unsubscribing.turn(told_story.session, told_story.owner.id, list(Topic), channel, False, rows.NOW)
    assert use(told_story, card, 85) == []
    assert alert(told_story, card).data_percent == 80


def test_a_muted_card_is_silent_and_the_other_is_not(told_story: Story) -> None:
    quiet, loud = watched(told_story), watched(told_story)
    with write(told_story.session, "muted"):
        alerts.mute(told_story.session, quiet.id, told_story.owner.id, muted=True)
    assert use(told_story, quiet, 85) == []
    assert use(told_story, loud, 85) != []


def test_while_a_renewal_is_on_its_way_nothing_is_told_nor_when_it_has_come(story: Story, database_kind: str) -> None:
    watched(story, story.card)
    order = story.pay()
    assert use(story, story.card, 85) == []
    story.credit(order)
    round_of(story)
    assert told(story, story.card) == []
    assert (alert(story, story.card).epoch, alert(story, story.card).due_at) != (0, None)


def test_of_a_renewal_that_failed_the_owner_hears_hours_later(story: Story) -> None:
    watched(story, story.card)
    order = story.pay()
    use(story, story.card, 85)
    story.clock.tick(hours=1)
    story.carrier.fail("top_up", Refused("plan_gone"))
    story.credit(order)
    story.clock.tick(hours=2)
    round_of(story)
    assert told(story, story.card) == ["sms:mostly_used"]


@pytest.mark.parametrize("values", [{"is_gone": True}, {"owner_id": None}])
def test_cards_that_are_gone_or_nobodys_are_let_go(told_story: Story, values: dict[str, Any]) -> None:
    card = watched(told_story)
    with write(told_story.session, "pulled"):
        alerts.see(told_story.session, card.id, told_story.clock())
    see(told_story, card, used_bytes=5 * BYTES_PER_GB)
    see(told_story, card, **values)
    round_of(told_story)
    assert (told(told_story, card), due_at(told_story, card)) == ([], None)


def test_data_that_runs_out_within_two_days_is_told(told_story: Story, database_kind: str) -> None:
    card = watched(told_story, ends_at=rows.NOW + timedelta(days=20))
    burn(told_story, card.id, daily_percent=15)
    see(told_story, card, used_bytes=int(3.8 * BYTES_PER_GB))
    told_story.clock.tick(hours=3)
    round_of(told_story)
    assert told(told_story, card) == ["email:runs_out", "sms:runs_out"]


def burn(story: Story, card_id: int, daily_percent: int) -> None:
    """Five days of even use, up to three quarters of it."""
    with write(story.session, "used"):
        for index in range(40):
            at = story.clock() - timedelta(hours=3 * (39 - index))
            used = int(5 * BYTES_PER_GB * (0.76 - daily_percent / 100 * (39 - index) / 8))
            counter = {"total_bytes": 5 * BYTES_PER_GB, "used_bytes": max(0, used)}
            story.session.add(UsageSample(card_id=card_id, **counter, reported_at=at, taken_at=at))


def test_mail_and_sms_share_one_link_for_the_cards_own_plan(told_story: Story) -> None:
    card = watched(told_story, plan_id=told_story.plan.id)
    use(told_story, card, 85)
    mail, sms = messages(told_story)
    link = links.by_ref(told_story.session, mail.facts["link"], Purpose.RENEW)
    release(told_story.session)
    assert link is not None
    assert (link.card_id, link.sku, link.owner_id) == (card.id, told_story.plan.sku, told_story.owner.id)
    assert sms.facts["link"] == link.ref


def test_of_workers_at_once_one_tells(told_story: Story, database_kind: str) -> None:
    made = [watched(told_story) for _ in range(6)]
    for card in made:
        see(told_story, card, used_bytes=int(4.2 * BYTES_PER_GB))
    told_story.together(lambda own: round_of(own))
    assert [told(told_story, card) for card in made] == [["email:mostly_used", "sms:mostly_used"]] * 6


def test_a_round_of_silent_cards_asks_the_same_however_many_are_due(told_story: Story, database_kind: str) -> None:
    asked = []
    for more in (1, 9):
        for _ in range(more):
            see(told_story, watched(told_story), used_bytes=int(2.6 * BYTES_PER_GB))
        with counted() as sent:
            round_of(told_story)
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 7
