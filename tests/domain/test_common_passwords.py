"""What guessers try first is refused; what people make up themselves is not."""

import pytest

from tmcard.domain.common_passwords import is_common

_COMMON = """
password1234 Password123! passwordpassword P@ssw0rd1234 qwertyuiop123 qwerty123456 1q2w3e4r5t6y q1w2e3r4t5y6
1qaz2wsx3edc !QAZ2wsx3edc zaq12wsxcde3 qazwsxedcrfv 123456789012 1234567890qwe aaaaaaaaaaaaa abcabcabcabc
abcdefghijkl iloveyou2024! Summer2031!! liverpool123 unbelievable administrator christopher1 woaini1314520
5201314520131 19900101zhang 13141314woaini dragonball12 manchesterunited hello12345678 xkqvzpxkqvzp 210987654321
"""
COMMON = _COMMON.split()
OWN = [
    "correct horse battery",
    "river-lamp-43-otter",
    "blue otter sings",
    "kX9#mPq2vLw8",
    "winter garden tea 7",
    "tokyo rainy tuesday",
    "长城外古道边芳草碧连天",
]


@pytest.mark.parametrize("password", COMMON)
def test_well_known_pieces_make_a_common_password(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", OWN)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert not is_common(password)
