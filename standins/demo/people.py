"""The demo's owners and cards, as data. Numbers are made up; the claim codes open nothing but this machine's cards."""

from dataclasses import dataclass, replace
from datetime import timedelta

from tmcard.domain.identifiers import luhn_digit
from tmcard.domain.plans import BYTES_PER_GB

PASSWORD = "data for every journey"
#: The one who looks after orders in the demo, and the key of their authenticator (base 32).
STAFF_NAME = "demo"
STAFF_KEY = "DEMOSTAFFKEYFORTHISMACHINEONLY22"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    msisdn: str
    locale: str
    zone: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A card and what its carrier shall say of it. `trouble` is the carrier's behaviour at the next top-up."""

    number: int
    label: tuple[str, str]
    total_gb: int
    used_gb: float
    begun_ago: timedelta
    ends_in: timedelta
    plan_sku: str = "asia-month-5"
    story: str = ""
    trouble: str = ""
    carrier: str = "esimaccess"

    @property
    def iccid(self) -> str:
        """Nineteen digits with their check digit."""
        digits = f"8985200260000{self.number:05}"
        return f"{digits}{luhn_digit(digits)}"

    @property
    def carrier_ref(self) -> str:
        """What the carrier calls the profile; the second one knows cards by their ICCID."""
        return self.iccid if self.carrier == "airalo" else f"26112200{self.number:06}"

    @property
    def claim_code(self) -> str:
        """The code that came with the purchase."""
        return f"TM{self.number:05}DEMO"

    @property
    def total_bytes(self) -> int:
        """Data loaded so far."""
        return self.total_gb * BYTES_PER_GB

    @property
    def used_bytes(self) -> int:
        """Data used so far."""
        return int(self.used_gb * BYTES_PER_GB)


DAY = timedelta(days=1)
PEOPLE = (
    Person("+8613800138000", "zh", "Asia/Shanghai", "owner.zh@example.com"),
    Person("+12025550142", "en", "America/New_York", "owner.en@example.com"),
)
#: One card in every state a card can be in; every person gets a set of their own.
STATES = (
    DemoCard(1, ("东京出差", "Work phone"), 10, 3.2, 12 * DAY, 18 * DAY + timedelta(hours=9), "asia-month-10"),
    DemoCard(2, ("首尔", "Seoul"), 5, 4.6, 21 * DAY, 9 * DAY + timedelta(hours=4)),
    DemoCard(3, ("妈妈的平板", "Mum's tablet"), 3, 1.1, 6 * DAY, timedelta(hours=22), "asia-day-7"),
    DemoCard(4, ("新加坡", "Singapore"), 1, 1.0, 3 * DAY, 4 * DAY + timedelta(hours=6), "asia-day-7"),
    DemoCard(5, ("去年旧卡", "Last year's card"), 5, 2.4, 33 * DAY, -3 * DAY),
    DemoCard(6, ("曼谷", "Bangkok"), 5, 4.1, 20 * DAY, 10 * DAY, story="under_way", trouble="busy"),
    DemoCard(7, ("河内", "Hanoi"), 5, 4.8, 24 * DAY, 6 * DAY, story="refunded", trouble="gone"),
)
#: Cards that nobody has yet: for whoever registers.
FREE = (
    DemoCard(91, ("", ""), 5, 1.3, 8 * DAY, 22 * DAY),
    DemoCard(92, ("", ""), 3, 2.9, 6 * DAY, timedelta(hours=30), "asia-day-7"),
    DemoCard(93, ("", ""), 3, 2.2, 10 * DAY, 5 * DAY, "japan-month-3", carrier="airalo"),
)


def sets() -> list[tuple[Person, list[DemoCard]]]:
    """Each person with cards of their own."""
    return [
        (person, [replace(card, number=card.number + 100 * index) for card in STATES])
        for index, person in enumerate(PEOPLE)
    ]
