"""One payer is known by one mailbox, however it is written."""

import pytest

from tmcard.domain.promotions.addresses import mark, normal

SAME = [("A.Wei@Example.com", "a.wei@example.com"), (" wei+shop@example.com ", "wei@example.com"),
        ("wei+a+b@example.com", "wei@example.com"), ("+x@example.com", "+x@example.com")]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), SAME)
def test_tags_and_capitals_make_no_other_payer(written: str, meant: str) -> None:
    assert normal(written) == meant
    assert mark(written) == mark(meant)


def test_dots_do() -> None:
    assert mark("a.wei@example.com") != mark("awei@example.com")
