"""Text messages by region: who sends there, which wording gets through, how many parts a text has, what may be spent.

A region is an ISO 3166 code; `*` stands for all that are not named.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

ELSEWHERE = "*"
#: The alphabet of 3GPP TS 23.038; what is in EXTENDED takes two places of it.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
EXTENDED = frozenset("^{}\\[~]|€")
#: Places in a text that travels alone, and in each part of a longer one (the rest says how the parts belong together).
GSM_PLACES, UCS_PLACES = (160, 153), (70, 67)
#: What strangers wait for, and what must not be held back: these kinds may use up a cap, all others leave them room.
URGENT = frozenset({"code", "already_registered", "no_account", "password_changed"})
RESERVED_PERCENT = 20
#: Worth sending tomorrow, when there is room again.
PATIENT = frozenset({"receipt", "queued", "refund"})
#: Carriers in mainland China let only wording through that was registered with them.
REGISTERED = "CN: code already_registered no_account password_changed receipt queued refund"
PER_NUMBER, CAPS, COSTS, BUDGETS = "20", "CN:5000 *:500", "CN:0.05 *:0.1", "CN:250 *:50"
_REGION = re.compile(r"[A-Z]{2}|\*")
_KIND = re.compile(r"[a-z_]+")
_E4 = 10_000


@dataclass(frozen=True, slots=True)
class Texting:
    """Settings of text messages. Money is in ten-thousandths of the currency in which the service bills us.

    `registered`: regions in which only the kinds named get through. `caps`: messages a day to one region,
    `per_number` to one number. `costs`: of one segment; `budgets`: of a day. A limit that is not there is none.
    """

    senders: Mapping[str, str] = field(default_factory=dict)
    registered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    per_number: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    wants_reports: bool = False

    def gets_through(self, kind: str, region: str) -> bool:
        """Whether messages of this kind may be sent there at all."""
        return region not in self.registered or kind in self.registered[region]

    def cost_e4(self, region: str, parts: int) -> int:
        """About what a text of so many segments costs."""
        return parts * (_of(self.costs, region) or 0)

    def limits(self, kind: str, region: str) -> tuple[int | None, int | None, int | None]:
        """How many may go to a number and to the region in a day, and what those may cost, as this kind may use it."""
        share = 100 if kind in URGENT else 100 - RESERVED_PERCENT
        whole = (self.per_number, _of(self.caps, region), _of(self.budgets, region))
        number, cap, budget = (None if limit is None else limit * share // 100 for limit in whole)
        return number, cap, budget


def segments(text: str) -> int:
    """In how many parts a text travels, each of which is paid for. No character is cut in two."""
    if GSM_7.issuperset(text):
        return _parts([2 if char in EXTENDED else 1 for char in text], *GSM_PLACES)
    return _parts([2 if ord(char) > 0xFFFF else 1 for char in text], *UCS_PLACES)


def _parts(widths: Iterable[int], alone: int, each: int) -> int:
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    parts, filled = 1, 0
    for width in widths:
        if filled + width > each:
            parts, filled = parts + 1, 0
        filled += width
    return parts


def read(text: Callable[..., str], problems: list[str]) -> Texting:
    """The settings `SMS_...`, as `text(name, default)` gives them. What is wrong is added to `problems`."""
    number = text("SMS_PER_NUMBER", PER_NUMBER)
    if not (number.isascii() and number.isdigit()):
        problems.append("SMS_PER_NUMBER is not a number of messages")
    reports = text("SMS_REPORTS", "on" if text("BASE_URL").startswith("https://") else "off")
    if reports not in ("on", "off"):
        problems.append("SMS_REPORTS is neither on nor off")
    return Texting(
        senders=dict(_pairs("SMS_SENDERS", text("SMS_SENDERS"), problems)),
        registered=dict(_registered(text("SMS_REGISTERED", REGISTERED), problems)),
        per_number=int(number) if number.isdecimal() else None,
        caps=dict(_amounts("SMS_CAPS", text("SMS_CAPS", CAPS), 1, problems)),
        costs=dict(_amounts("SMS_COSTS", text("SMS_COSTS", COSTS), _E4, problems)),
        budgets=dict(_amounts("SMS_BUDGETS", text("SMS_BUDGETS", BUDGETS), _E4, problems)),
        wants_reports=reports == "on",
    )


def _of(table: Mapping[str, int], region: str) -> int | None:
    return table.get(region, table.get(ELSEWHERE))


def _pairs(name: str, written: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    for pair in written.split():
        region, _, value = pair.partition(":")
        if _REGION.fullmatch(region) and value:
            yield region, value
        else:
            problems.append(f"{name}: {pair} is not like US:{'1' if name != 'SMS_SENDERS' else 'NAME'}")


def _amounts(name: str, written: str, scale: int, problems: list[str]) -> Iterator[tuple[str, int]]:
    for region, value in _pairs(name, written, problems):
        try:
            amount = Decimal(value) * scale
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and amount >= 0 and amount == amount.to_integral_value():
            yield region, int(amount)
        else:
            problems.append(f"{name}: {value} is not an amount")


def _registered(written: str, problems: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for part in filter(None, map(str.strip, written.split(";"))):
        region, _, kinds = part.partition(":")
        if _REGION.fullmatch(region.strip()) and all(map(_KIND.fullmatch, kinds.split())):
            yield region.strip(), frozenset(kinds.split())
        elif part != "none":
            problems.append(f"SMS_REGISTERED: {part} is not like CN: code receipt")
