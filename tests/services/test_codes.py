"""Codes are made from key, purpose and nonce, and from nothing that is stored."""

import pytest

from tmcard.services.codes import code_for, matches
from tmcard.store.models import Verification


def _verification(purpose: str = "register", nonce: str = "n") -> Verification:
    return Verification(purpose=purpose, nonce=nonce)


def test_a_code_is_six_digits_and_always_the_same() -> None:
    codes = [code_for(["key"], _verification(nonce=str(n))) for n in range(300)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert codes[0] == code_for(["key"], _verification(nonce="0"))
    assert len(set(codes)) > 290


@pytest.mark.parametrize(
    "other", [_verification(purpose="reset"), _verification(nonce="m"), _verification(purpose="sign_in")]
)
def test_a_code_is_of_one_verification_and_purpose(other: Verification) -> None:
    assert not matches(["key"], other, code_for(["key"], _verification()))


def test_a_code_outlives_a_change_of_the_key() -> None:
    code = code_for(["old"], _verification())
    assert matches(["new", "old"], _verification(), code)
    assert not matches(["new"], _verification(), code)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef"])
def test_other_texts_match_nothing(typed: str) -> None:
    assert not matches(["key"], _verification(), typed)
