"""An address that may not be seen whole."""

import pytest

from tmcard.domain.addresses import mask_email


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anna@example.com", "an••@example.com"),
        ("al@example.com", "a••@example.com"),
        ("a@example.com", "a••@example.com"),
        ('"a@b"@example.com', '"a••@example.com'),
        ("张伟先生@example.com", "张伟••@example.com"),
    ],
)
def test_most_of_the_name_is_hidden(address: str, shown: str) -> None:
    assert mask_email(address) == shown
