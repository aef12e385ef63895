from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.identifiers import new_ref
from tmcard.domain.links import TOKEN_LENGTH, Purpose, Standing, expires_at, ref_of, standing, token

KEYS = ("the key of today, long enough", "the key of yesterday, long enough")
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_names_its_link(purpose: Purpose) -> None:
    ref = new_ref()
    assert ref_of(KEYS, purpose, token(KEYS, purpose, ref)) == ref


def test_a_token_opens_nothing_but_what_it_was_made_for() -> None:
    ref = new_ref()
    opened = [(a, b) for a in Purpose for b in Purpose if ref_of(KEYS, b, token(KEYS, a, ref)) is not None]
    assert opened == [(each, each) for each in Purpose]


def test_a_token_made_with_an_earlier_key_still_works() -> None:
    ref = new_ref()
    assert ref_of(KEYS, Purpose.RENEW, token(KEYS[1:], Purpose.RENEW, ref)) == ref


def test_a_token_of_somebody_elses_key_does_not() -> None:
    assert ref_of(KEYS, Purpose.RENEW, token(("another key",), Purpose.RENEW, new_ref())) is None


@given(st.integers(0, TOKEN_LENGTH - 1), st.characters())
def test_no_changed_letter_is_taken(at: int, letter: str) -> None:
    good = token(KEYS, Purpose.GUEST, "0123456789ABCDEF")
    bad = good[:at] + letter + good[at + 1 :]
    assert bad == good or ref_of(KEYS, Purpose.GUEST, bad) is None


@given(st.text(max_size=60))
def test_no_text_is_a_token_by_accident(text: str) -> None:
    assert ref_of(KEYS, Purpose.GUEST, text) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"expires_at": None}, Standing.OPEN),
        ({"expires_at": NOW + HOUR}, Standing.OPEN),
        ({"expires_at": NOW}, Standing.EXPIRED),
        ({"expires_at": NOW, "used_at": NOW - HOUR}, Standing.USED),
        ({"expires_at": NOW + HOUR, "superseded": True}, Standing.SUPERSEDED),
        ({"expires_at": NOW + HOUR, "revoked_at": NOW, "used_at": NOW}, Standing.REVOKED),
    ],
)
def test_standing_of_a_link(facts: dict[str, datetime], expected: Standing) -> None:
    assert standing(NOW, **facts) is expected  # type: ignore[arg-type]  # a table of keywords


def test_a_link_of_preferences_has_no_end() -> None:
    assert expires_at(Purpose.PREFERENCES, NOW) is None
    assert expires_at(Purpose.EMAIL, NOW) == NOW + timedelta(days=2)
