"""`flask tmcard sync-plans`: ask a carrier what it sells, say where we sell something else, stop what cannot go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.coverage import Place
from tmcard.domain.ports import Catalogue, Listed
from tmcard.services.syncing.comparing import Difference, compared
from tmcard.store import coverage, plans
from tmcard.store.models import Plan
from tmcard.store.transactions import release, write

log = structlog.get_logger(__name__)


class NothingListed(Exception):
    """The carrier's list is empty. That is a fault of the list, not of everything we sell."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared: our `plans` with the `listed` codes. `unused` are codes that no plan of ours loads.

    `charted` are codes whose networks or countries are not what we knew; `withdrawn` are all the differences of plans
    that are sold no more.
    """

    carrier: str
    plans: int
    listed: int
    differences: tuple[Difference, ...]
    withdrawn: tuple[Difference, ...]
    charted: tuple[str, ...]
    unused: tuple[str, ...]


def sync(
    session: Session, catalogue: Catalogue, carrier: str, now: datetime, *, fix: bool = False, dry_run: bool = False
) -> Report:
    """Compare every plan of `carrier` that is sold, or will be, with the carrier's list, and keep where it works.

    `fix` ends the sale of what would not be delivered as it is sold. A dry run changes nothing; the others commit.
    Raises NothingListed, and what the port raises; then nothing was changed.
    """
    listed = catalogue.top_ups()
    if not listed:
        raise NothingListed(carrier)
    by_code = {code: each for each in reversed(listed) for code in each.codes}
    sold = plans.sold_by(session, carrier, now)
    known = coverage.places(session, [(carrier, plan.carrier_code) for plan in sold])
    found = [each for plan in sold for each in compared(plan, by_code.get(plan.carrier_code))]
    charts = {plan.carrier_code: _places(plan, by_code) for plan in sold}
    charted = [code for code, places in sorted(charts.items()) if places and places != known.get((carrier, code))]
    release(session)
    broken = {each.plan for each in found if fix and each.is_breach}
    withdrawn = tuple(each for each in found if each.plan in broken)
    if not dry_run:
        _keep(session, carrier, charts, now)
        _withdraw(session, sold, withdrawn, now)
    differences = tuple(each for each in found if each.plan not in broken)
    return Report(carrier, len(sold), len(listed), differences, withdrawn, tuple(charted), tuple(_unused(listed, sold)))


def _places(plan: Plan, by_code: Mapping[str, Listed]) -> tuple[Place, ...]:
    """Where a plan works: what its own code is listed with, else what the plan that new cards come with is."""
    listed = (by_code.get(code) for code in (plan.carrier_code, plan.base_code) if code)
    return next((each.places for each in listed if each is not None and each.places), ())


def _unused(listed: Iterable[Listed], sold: Iterable[Plan]) -> list[str]:
    ours = {plan.carrier_code for plan in sold}
    return sorted(each.codes[0] for each in listed if not ours & set(each.codes))


def _keep(session: Session, carrier: str, charts: Mapping[str, tuple[Place, ...]], now: datetime) -> None:
    """Write down where the codes work, and that the carrier said so. Where it says nothing, what we knew stays."""
    with write(session, "coverage_read"):
        for code, places in charts.items():
            if places:
                coverage.put(session, (carrier, code), places, now)


def _withdraw(session: Session, sold: Iterable[Plan], broken: Iterable[Difference], now: datetime) -> None:
    """End the sale of the versions that are broken. Somebody may have imported meanwhile: newer ones stay."""
    reasons: dict[tuple[str, int], list[str]] = {}
    for each in broken:
        reasons.setdefault(each.plan, []).append(each.code)
    if not reasons:
        return
    with write(session, "plans_withdrawn"):
        plans.end_sale(session, [plan.id for plan in sold if (plan.sku, plan.version) in reasons], now)
    for (sku, version), codes in reasons.items():
        log.warning("plan_withdrawn", sku=sku, version=version, because=codes)
