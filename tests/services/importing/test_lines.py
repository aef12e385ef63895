"""Every fault names the line on which somebody has to mend it."""

import tomllib

import pytest

from tmcard.services.importing.lines import Lines, line_of

TEXT = """# plans
title = "x"

[[plan]]
sku = "a"
"name_en" = "A"
notes = '''
[[plan]]
sku = "no entry"
'''
prices.USD = "9.00"
countries = [
  "JP",
]

  [[ plan ]]  # the second
sku = "b"
[plan.prices]
USD = "9.00"
CNY = "64.00"
"""


@pytest.mark.parametrize(
    ("entry", "field", "line"),
    [
        (1, "sku", 5),
        (1, "name_en", 6),
        (1, "prices.USD", 11),
        (1, "prices", 11),
        (1, "prices.CNY", 11),
        (1, "countries", 12),
        (1, "missing", 4),
        (2, "sku", 17),
        (2, "prices", 18),
        (2, "prices.CNY", 20),
        (2, "missing", 16),
        (0, "title", 2),
        (3, "sku", 1),
    ],
)
def test_fields_are_found(entry: int, field: str, line: int) -> None:
    assert Lines(TEXT).of(entry, field) == line


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \nc = 2", 2), ('a = "1\n', 1), ('a = 1\nb = """x', 2)])
def test_where_the_file_can_be_read_no_further(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as refused:
        tomllib.loads(text)
    assert line_of(refused.value, text) == line
