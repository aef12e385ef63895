"""Which ways to pay are offered to whom: a setting, read once, and one pure question.

    paypal; card: USD EUR GBP; apple_pay: USD EUR @ US GB DE

Entries are separated by `;`. After the method come its currencies (none: all), after `@` the regions of owners it is
offered to (none: all; `-CN`: everywhere but there).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tmcard.domain.payments import Method

ALL = "paypal; card; apple_pay"
_CURRENCY = re.compile(r"[A-Z]{3}")
_REGION = re.compile(r"-?[A-Z]{2}")
_SETTING = "PAYMENT_METHODS"


@dataclass(frozen=True, slots=True)
class Offer:
    """One method, and where it is to be had. Empty sets mean "everywhere"."""

    method: Method
    currencies: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    but_not: frozenset[str] = frozenset()

    def holds(self, currency: str, region: str) -> bool:
        """Whether an owner from `region` (empty: nobody knows) may pay `currency` in this way."""
        here = region in self.regions if self.regions else region not in self.but_not
        return here and (not self.currencies or currency in self.currencies)


def offered(offers: Sequence[Offer], currency: str, region: str) -> tuple[Method, ...]:
    """The ways to pay for an owner, in the order of the setting."""
    return tuple(dict.fromkeys(offer.method for offer in offers if offer.holds(currency, region)))


def read(text: str, problems: list[str]) -> tuple[Offer, ...]:
    """The setting as data. Everything wrong with it is added to `problems`, and what is wrong is left out."""
    entries = [entry for entry in text.split(";") if entry.strip()]
    offers = [offer for entry in entries if (offer := _offer(entry, problems)) is not None]
    if not entries:
        problems.append(f"{_SETTING} offers no way to pay")
    return tuple(offers)


def check(offers: Sequence[Offer], currencies: Sequence[str], problems: list[str]) -> None:
    """Add to `problems` each currency of ours that an owner of unknown region could not pay at all."""
    unpayable = [currency for currency in currencies if not offered(offers, currency, "")]
    problems += [f"{_SETTING} offers no way to pay {currency} everywhere" for currency in unpayable]


def _offer(entry: str, problems: list[str]) -> Offer | None:
    head, _, where = entry.partition("@")
    name, _, which = head.partition(":")
    currencies, regions = which.replace(",", " ").split(), where.replace(",", " ").split()
    wrong = [] if name.strip() in set(Method) else [name.strip() or "an entry without a method"]
    wrong += [word for word in currencies if not _CURRENCY.fullmatch(word)]
    wrong += [word for word in regions if not _REGION.fullmatch(word)]
    if len({word.startswith("-") for word in regions}) > 1:
        wrong.append(where.strip())
    problems += [f"{_SETTING}: {word} is not understood" for word in wrong]
    if wrong:
        return None
    here = frozenset(word for word in regions if not word.startswith("-"))
    elsewhere = frozenset(word[1:] for word in regions if word.startswith("-"))
    return Offer(Method(name.strip()), frozenset(currencies), here, elsewhere)
