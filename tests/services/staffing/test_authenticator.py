"""Codes are those that every authenticator app shows."""

from datetime import UTC, datetime

import pytest

from tmcard.domain.staff import step_at
from tmcard.services.staffing import authenticator

#: RFC 6238, appendix B, SHA-1; the last six of its eight digits.
RFC = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
SECRET = b"12345678901234567890"


@pytest.mark.parametrize(("seconds", "code"), RFC)
def test_the_examples_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert authenticator.code_at(SECRET, step_at(at)) == code
    assert authenticator.step_of(SECRET, code, at) == step_at(at)


def test_a_key_is_spelled_as_apps_take_it() -> None:
    assert authenticator.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_every_key_is_new() -> None:
    assert len({authenticator.new_key() for _ in range(20)}) == 20
