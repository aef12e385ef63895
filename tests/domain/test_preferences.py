"""What owners hear of without having said a word, and after one."""

from tmcard.domain.preferences import QUIET_FROM, QUIET_UNTIL, REMINDERS, Preferences, Topic, chosen, quiet_hours


def test_reminders_are_on_and_offers_off_until_somebody_says_otherwise() -> None:
    assert chosen({}) == REMINDERS == Preferences().by_email == Preferences().by_sms
    assert Topic.OFFERS not in REMINDERS


def test_a_word_counts_for_its_own_topic_only() -> None:
    assert chosen({Topic.DATA: False}) == REMINDERS - {Topic.DATA}
    assert chosen({Topic.OFFERS: True}) == REMINDERS | {Topic.OFFERS}


def test_quiet_hours_are_the_usual_ones_until_they_are_chosen() -> None:
    assert quiet_hours(None, None) == (QUIET_FROM, QUIET_UNTIL)
    assert quiet_hours(0, 0) == (0, 0)
