"""After 3-D Secure: every combination of what can be on record, and what follows for the money."""

from itertools import product

import pytest

from tmcard.domain.three_d_secure import Answer, Authentication, Enrollment, Shift, Verdict, judge

EVERYTHING = [Authentication(*found) for found in product(Shift, Enrollment, Answer)]
NOT_ENROLLED = (Enrollment.NO, Enrollment.UNAVAILABLE, Enrollment.BYPASSED)


def passing() -> set[Authentication]:
    """Everything that lets money pass, spelled out."""
    shifted = {found for found in EVERYTHING if found.shift is Shift.POSSIBLE}
    return shifted | {Authentication(Shift.NO, enrollment, Answer.ABSENT) for enrollment in NOT_ENROLLED}


def refused() -> set[Authentication]:
    """Everything after which the same card is not asked again."""
    answers = (Answer.FAILED, Answer.REJECTED)
    return {Authentication(Shift.NO, enrollment, answer) for enrollment, answer in product(Enrollment, answers)}


def test_there_are_as_many_combinations_as_the_words_allow() -> None:
    assert len(EVERYTHING) == len(set(EVERYTHING)) == 3 * 5 * 9


@pytest.mark.parametrize("found", EVERYTHING, ids=lambda a: f"{a.shift}-{a.enrollment}-{a.answer}")
def test_every_combination_has_its_verdict(found: Authentication) -> None:
    expected = Verdict.GO_ON if found in passing() else Verdict.TRY_AGAIN
    assert judge(found) is (Verdict.REFUSE if found in refused() else expected)


def test_a_card_that_passed_without_shift_of_liability_is_not_charged() -> None:
    assert judge(Authentication(Shift.NO, Enrollment.YES, Answer.PASSED)) is Verdict.TRY_AGAIN
