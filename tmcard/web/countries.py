"""Countries as readers call them, and in the order in which they look for them."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from tmcard.web import i18n

#: Shorter than Unicode's names, and as travellers' shops write them.
SHORT = {
    "en": {"HK": "Hong Kong", "MO": "Macao"},
    "zh": {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"},
}


def country_name(code: str) -> str:
    """`Japan`, `日本`; the code itself where there is no name."""
    return _territories(i18n.language()).get(code, code)


def in_order(codes: Iterable[str]) -> list[str]:
    """Country codes by their names in the reader's language."""
    language = i18n.language()
    return sorted(codes, key=lambda code: _place_in_order(country_name(code), language))


def is_country(code: str) -> bool:
    """Whether there is such a country or region."""
    return len(code) == 2 and code.isalpha() and code in _territories(i18n.DEFAULT)


def _place_in_order(name: str, language: str) -> bytes:
    """By the alphabet, whatever stands above the letters; in Chinese by pinyin, as GB 18030 numbers characters."""
    if language == "zh":
        return name.encode("gb18030")
    bare = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(bare).casefold().encode()


@lru_cache(maxsize=4)
def _territories(language: str) -> dict[str, str]:
    return {**i18n.LOCALES[language].territories, **SHORT[language]}
