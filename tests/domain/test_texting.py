"""Texts by region: parts, caps, what gets through, and the settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain import texting
from tmcard.domain.texting import EXTENDED, GSM_7, Texting, segments

RULES = Texting(
    registered={"CN": frozenset({"code"})},
    per_number=10,
    caps={"US": 100, "*": 50},
    costs={"CN": 500, "*": 1000},
    budgets={"*": 10_000},
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # 76 fit into a part, none is cut in two
        ("汉" * 70, 1),
        ("汉" * 71, 2),
        ("汉" * 134, 2),
        ("汉" * 135, 3),
        ("a" * 71 + "ñ" + "汉", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
        ("“" + "a" * 69, 1),
        ("“" + "a" * 70, 2),
    ],
)
def test_a_text_is_paid_for_by_its_parts(text: str, parts: int) -> None:
    assert segments(text) == parts


@given(st.text(max_size=600))
def test_parts_are_as_few_as_their_room_allows_or_one_more(text: str) -> None:
    if set(text) <= GSM_7:
        places, alone, each = sum(2 if c in EXTENDED else 1 for c in text), 160, 153
    else:
        places, alone, each = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    fewest = 1 if places <= alone else -(-places // each)
    assert fewest <= segments(text) <= fewest + places // each // 60 + 1


def test_only_registered_wording_gets_through_where_that_counts() -> None:
    assert RULES.gets_through("code", "CN")
    assert not RULES.gets_through("reminder", "CN")
    assert RULES.gets_through("reminder", "US")


def test_codes_may_use_up_a_cap_and_everything_else_leaves_them_room() -> None:
    assert RULES.limits("code", "US") == (10, 100, 10_000)
    assert RULES.limits("reminder", "US") == (8, 80, 8_000)
    assert RULES.limits("code", "XX") == (10, 50, 10_000)
    assert Texting().limits("code", "US") == (None, None, None)


def test_what_a_text_costs_is_counted_in_ten_thousandths() -> None:
    assert RULES.cost_e4("CN", 3) == 1500
    assert RULES.cost_e4("", 1) == 1000
    assert Texting().cost_e4("CN", 3) == 0


def read(**environ: str) -> tuple[Texting, list[str]]:
    """The settings, and what is wrong with them."""
    problems: list[str] = []

    def text(name: str, default: str = "") -> str:
        return environ.get(name, default)

    return texting.read(text, problems), problems


def test_the_defaults_are_sound_and_bound() -> None:
    rules, problems = read()
    assert problems == []
    assert rules.limits("code", "CN") == (20, 5000, 2_500_000)
    assert not rules.gets_through("reminder", "CN")
    assert not rules.wants_reports


def test_settings_name_regions() -> None:
    rules, problems = read(SMS_SENDERS="GB:TMCARD", SMS_COSTS="US:0.0083", SMS_REGISTERED="CN: code; SG: code receipt")
    assert (problems, rules.senders, rules.costs) == ([], {"GB": "TMCARD"}, {"US": 83})
    assert rules.registered["SG"] == {"code", "receipt"}


def test_reports_are_asked_for_where_they_can_arrive() -> None:
    assert read(BASE_URL="https://card.example")[0].wants_reports
    assert not read(BASE_URL="https://card.example", SMS_REPORTS="off")[0].wants_reports


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_CAPS", "CN"),
        ("SMS_CAPS", "china:5"),
        ("SMS_CAPS", "CN:2.5"),
        ("SMS_CAPS", "CN:-1"),
        ("SMS_CAPS", "CN:NaN"),
        ("SMS_COSTS", "CN:much"),
        ("SMS_COSTS", "CN:0.00001"),
        ("SMS_BUDGETS", "CN:Infinity"),
        ("SMS_SENDERS", "TMCARD"),
        ("SMS_REGISTERED", "CN: code, receipt"),
        ("SMS_REGISTERED", "everywhere: code"),
        ("SMS_PER_NUMBER", "few"),
        ("SMS_REPORTS", "maybe"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    _, problems = read(**{name: value})
    assert [problem for problem in problems if problem.startswith(name)]
