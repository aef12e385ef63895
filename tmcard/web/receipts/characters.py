"""Which characters can be printed: what the font has, and what takes the place of the rest."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

#: Embedded in part: see the README beside it.
FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Receipts.ttf"
#: For what the font lacks: money has to be read, whatever its sign.
SUBSTITUTES = {"₪": "ILS\N{NO-BREAK SPACE}", "₱": "PHP\N{NO-BREAK SPACE}"}
#: The font draws these as wide as a Chinese character, which tears numbers and English words apart.
NARROW = str.maketrans({"•": "*", "‘": "'", "’": "'"})
UNKNOWN = "□"


def printable(text: str) -> str:
    """`text` in characters that the font has. Owners name their cards as they like, with pictures as well."""
    return "".join(_printed(c) for c in unicodedata.normalize("NFC", text).translate(NARROW))


@lru_cache(maxsize=4096)
def _printed(character: str) -> str:
    if ord(character) in _known():
        return character
    if unicodedata.category(character)[0] in "CM":  # what joins and colours pictures, and marks without a letter
        return ""
    plain = unicodedata.normalize("NFKD", character)
    return SUBSTITUTES.get(character) or "".join(c for c in plain if ord(c) in _known()) or UNKNOWN


@lru_cache
def _known() -> frozenset[int]:
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())
