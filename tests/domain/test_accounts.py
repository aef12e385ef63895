"""The rules of an account, as tables."""

from itertools import pairwise

import pytest

from tmcard.domain.accounts import (
    ALL_SENDS,
    CLIENT_SENDS,
    GUESSES,
    MAX_PASSWORD_BYTES,
    PASSWORDS,
    SENDS,
    Limit,
    PasswordProblem,
    network_of,
    normalized,
    problem_with,
)

MSISDN = "+8613800138000"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", PasswordProblem.MISSING),
        ("short river", PasswordProblem.TOO_SHORT),
        ("r1ver " * 200, PasswordProblem.TOO_LONG),
        ("密" * 342, PasswordProblem.TOO_LONG),
        ("my phone 138 0013 8000", PasswordProblem.ABOUT_OWNER),
        ("+86-13800138000", PasswordProblem.ABOUT_OWNER),
        ("T-M card lover of Oslo", PasswordProblem.ABOUT_OWNER),
        ("password1234", PasswordProblem.COMMON),
        ("Ｐａｓｓｗｏｒｄ１２３４", PasswordProblem.COMMON),
        ("river lamp otter", None),
        (" 🙂 🙃 🙂 🙃 ⛵ 🚲", None),
        ("长城外古道边芳草碧连天夕阳", None),
        ("k" + "x9" * 31 + "!", None),
    ],
)
def test_password_rules(password: str, problem: PasswordProblem | None) -> None:
    assert problem_with(password, MSISDN) == problem


def test_the_longest_password_is_taken() -> None:
    whole = "".join(chr(33 + i * 7 % 90) for i in range(MAX_PASSWORD_BYTES))
    assert problem_with(whole, MSISDN) is None
    assert problem_with(whole + "x", MSISDN) is PasswordProblem.TOO_LONG


def test_the_same_password_from_two_keyboards_is_one() -> None:
    assert normalized("ｒｉｖｅｒ　ｌａｍｐ") == normalized("river lamp")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_whom_an_address_stands_for(address: str, counted_as: str) -> None:
    assert network_of(address) == counted_as


@pytest.mark.parametrize("limits", [SENDS, GUESSES, PASSWORDS, CLIENT_SENDS, ALL_SENDS])
def test_longer_windows_allow_more_in_all_but_less_at_once(limits: tuple[Limit, ...]) -> None:
    for short, long in pairwise(limits):
        assert short.count < long.count
        assert short.window / short.count < long.window / long.count


def test_a_code_is_guessed_less_than_twenty_times_in_a_million_a_day() -> None:
    assert GUESSES[-1].count <= 20
    assert GUESSES[-1].window.days == 1
