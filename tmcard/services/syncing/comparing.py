"""One plan of ours beside what its carrier sells under the same code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tmcard.domain.money import exponent
from tmcard.domain.plans import BYTES_PER_MB, Allowance, Counting
from tmcard.domain.ports import Listed
from tmcard.domain.ports.catalogues import MICROS
from tmcard.store import plans
from tmcard.store.models import Plan

#: Whoever bought it now would not get what was promised: such a plan must not be sold on.
BREACHES = frozenset({"gone", "data", "allowance", "days", "country_lost"})
UNLIMITED = "unlimited"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a version of a plan is not what its carrier sells; figures as people read them."""

    sku: str
    version: int
    carrier_code: str
    code: str
    ours: str = ""
    theirs: str = ""

    @property
    def plan(self) -> tuple[str, int]:
        """The version that differs."""
        return self.sku, self.version

    @property
    def is_breach(self) -> bool:
        """Whether the plan cannot be delivered as it is sold."""
        return self.code in BREACHES


def compared(plan: Plan, listed: Listed | None) -> list[Difference]:
    """Every difference of a plan, which is `gone` where the carrier has nothing under its code."""
    found = _differences(plan, listed) if listed is not None else [("gone", "", "")]
    return [Difference(plan.sku, plan.version, plan.carrier_code, *each) for each in found]


def _differences(plan: Plan, listed: Listed) -> Iterator[tuple[str, str, str]]:
    if plan.allowance != listed.allowance:
        yield "allowance", plan.allowance, listed.allowance
    elif _quota(plan) != listed.data_bytes:
        yield "data", _size(_quota(plan)), _size(listed.data_bytes)
    period = plans.period(plan)
    if period.counting is Counting.ROLLING and period.days != listed.days:  # carriers count no calendars
        yield "days", str(period.days), str(listed.days)
    yield from _places(plan.countries, {place.country for place in listed.places})
    yield from _losses(plan, listed)


def _places(stated: list[str] | None, theirs: set[str]) -> Iterator[tuple[str, str, str]]:
    """A plan that names no countries has its carrier's, whichever those are; a carrier may leave them unsaid."""
    if stated is None or not theirs:
        return
    if lost := set(stated) - theirs:
        yield "country_lost", _line(lost), ""
    if gained := theirs - set(stated):
        yield "country_gained", "", _line(gained)


def _losses(plan: Plan, listed: Listed) -> Iterator[tuple[str, str, str]]:
    """Prices in the currency that the carrier takes from us, if they are below its own."""
    for price in plan.prices:
        micros = price.amount_minor * MICROS // 10 ** exponent(price.currency)
        if price.currency == listed.currency and micros < listed.cost_micros:
            yield "loss", _amount(micros, price.currency), _amount(listed.cost_micros, price.currency)


def _quota(plan: Plan) -> int:
    """What the carrier measures out: all at once, or by the day."""
    return plan.data_bytes // plans.period(plan).days if plan.allowance == Allowance.DAY else plan.data_bytes


def _size(size_bytes: int | None) -> str:
    return UNLIMITED if size_bytes is None else f"{Decimal(size_bytes) / BYTES_PER_MB:f} MB"


def _amount(micros: int, currency: str) -> str:
    return f"{Decimal(micros) / MICROS:f} {currency}"


def _line(countries: Iterable[str]) -> str:
    return " ".join(sorted(countries))
