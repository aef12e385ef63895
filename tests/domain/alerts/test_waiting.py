"""One look at a card: what waits and until when, what is told along, and when the card is looked at next."""

from dataclasses import replace

import pytest

from tests.domain.alerts.sights import DAY, HOUR, MORNING, NIGHT, NO_MAIL, NOON, ahead, marks, sight, told
from tmcard.domain.alerts import Marks, look, needs_forecast
from tmcard.domain.usage import Reading


def test_at_most_one_a_day_and_the_second_waits() -> None:
    first = look(marks(), sight(80), NOON)
    held = look(first.marks, sight(91), NOON + 6 * HOUR)
    assert told(held) == []
    assert held.due_at == NOON + DAY
    assert told(look(held.marks, sight(93), NOON + DAY)) == ["nearly_used"]


def test_an_empty_card_is_told_the_same_day() -> None:
    first = look(marks(), sight(90), NOON)
    assert told(look(first.marks, sight(100), NOON + HOUR)) == ["used_up"]


@pytest.mark.parametrize("used", [80, 90])
def test_in_quiet_hours_it_waits_until_they_are_over(used: int) -> None:
    found = look(marks(), sight(used), NIGHT)
    assert told(found) == []
    assert found.due_at == MORNING
    assert told(look(found.marks, sight(used), MORNING)) != []


def test_a_used_up_card_is_mailed_at_night_and_the_sms_waits() -> None:
    found = look(marks(), sight(100), NIGHT)
    assert told(found) == ["used_up"]
    assert found.sms_at == MORNING


def test_a_used_up_card_waits_for_the_morning_where_only_sms_go() -> None:
    found = look(marks(), sight(100, wishes=NO_MAIL), NIGHT)
    assert (told(found), found.due_at) == ([], MORNING)


def test_an_end_at_night_is_told_in_the_morning() -> None:
    found = look(marks(ends_at=NIGHT), sight(10, NIGHT), NIGHT)
    assert (told(found), found.due_at) == ([], MORNING)


def test_two_at_once_are_one_message_that_names_both() -> None:
    ends_at = NOON + 3 * DAY
    found = look(marks(ends_at=ends_at), sight(85, ends_at), NOON)
    assert told(found) == ["ending", "mostly_used"]


def test_what_comes_within_six_hours_is_told_along() -> None:
    ends_at = NOON + 3 * DAY + 5 * HOUR
    found = look(marks(ends_at=ends_at), sight(85, ends_at), NOON)
    assert told(found) == ["ending", "mostly_used"]
    assert told(look(found.marks, sight(85, ends_at), NOON + 2 * DAY)) == []


def test_an_end_within_six_hours_is_not_told_before_it_comes() -> None:
    ends_at = NOON + 3 * HOUR
    found = look(marks(ends_at=ends_at, hours_left=24), sight(85, ends_at), NOON)
    assert told(found) == ["mostly_used"]
    assert told(look(found.marks, sight(85, ends_at), ends_at)) == ["ended"]


def test_whoever_was_told_that_it_is_used_up_is_not_told_that_it_ended_hours_later() -> None:
    ends_at = NOON + 4 * HOUR
    found = look(marks(ends_at=ends_at, hours_left=24), sight(100, ends_at), NOON)
    assert told(found) == ["used_up"]
    assert told(look(found.marks, sight(100, ends_at), ends_at)) == []


def test_while_a_renewal_is_on_its_way_nothing_is_told_and_nothing_forgotten() -> None:
    found = look(marks(), sight(85, is_awaited=True), NOON)
    assert (told(found), found.due_at) == ([], NOON + 3 * HOUR)
    assert told(look(found.marks, sight(85), NOON + 3 * HOUR)) == ["mostly_used"]


def test_the_next_look_is_at_the_next_step_before_the_end() -> None:
    found = look(marks(), replace(sight(0, NOON + 20 * DAY), reading=Reading(0, 0, NOON + 20 * DAY, NOON)), NOON)
    assert found.due_at == NOON + 13 * DAY


def test_an_ended_card_is_not_looked_at_any_more() -> None:
    found = look(marks(ends_at=NOON), sight(10, NOON), NOON)
    assert (told(found), found.due_at) == (["ended"], None)


def test_a_card_that_was_never_connected_is_due_when_something_changes() -> None:
    unused = replace(sight(), reading=Reading(100, 0, None, None))
    assert look(Marks(100, None), unused, NOON).due_at is None


def test_a_forecast_is_asked_for_after_half_the_time_until_it_could_matter() -> None:
    far = ahead(NOON + 12 * DAY, earliest=NOON + 10 * DAY)
    assert look(marks(), sight(30, ahead=far), NOON, NOON).forecast_at == NOON + 4 * DAY
    near = ahead(NOON + 3 * DAY, earliest=NOON + DAY)
    assert look(marks(), sight(30, ahead=near), NOON, NOON).forecast_at == NOON + 3 * HOUR
    assert look(marks(), sight(30), NOON, NOON).forecast_at == NOON + DAY


def test_a_forecast_is_needed_only_by_cards_that_are_due_for_it() -> None:
    reading = sight(60).reading
    assert needs_forecast(marks(), reading, NOON, NOON)
    assert not needs_forecast(marks(), reading, NOON + HOUR, NOON)
    assert not needs_forecast(marks(has_forecast=True), reading, NOON, NOON)
    assert not needs_forecast(marks(), replace(reading, is_unlimited=True), NOON, NOON)
    assert not needs_forecast(marks(), sight(100).reading, NOON, NOON)
