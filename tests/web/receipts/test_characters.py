"""Whatever people type can be printed."""

from importlib.resources import files

import pytest
from babel.messages.mofile import read_mo

from tmcard.web.receipts.characters import UNKNOWN, printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("妈妈的平板", "妈妈的平板"),
        ("Mum’s tablet", "Mum's tablet"),
        ("Zoë, Đà Nẵng", "Zoë, Đà Nẵng"),
        ("Żółw", "Zó□w"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café"),
        ("家\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}", "家"),
        ("👩\N{ZERO WIDTH JOINER}👧 龘", "□□ □"),
        ("a\x00b\u202ec", "abc"),
        ("•••• 1234", "**** 1234"),
        ("₪45.00", "ILS\N{NO-BREAK SPACE}45.00"),
        ("①ﬁ", "①fi"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_replaced(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_everything_we_say_in_chinese_is_in_the_font() -> None:
    with files("tmcard").joinpath("translations/zh/LC_MESSAGES/messages.mo").open("rb") as catalogue:
        said = "".join(str(message.string) for message in read_mo(catalogue))
    assert {c for c in said if printable(c) == UNKNOWN} == set()
