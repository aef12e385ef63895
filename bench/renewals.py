"""`python -m bench.renewals`: how soon a paid renewal is on the card, how many a second, and the memory of it all.

Real processes: stand-ins that answer at once, the site, and the worker (two on PostgreSQL), without the carrier's limit
of eight calls a second, which is four renewals. Orders are stored as paid and the worker is nudged as the site does it;
from there on everything is real, the receipt included.
"""

import argparse
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import requests
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import figures, goals
from bench.figures import Figure
from bench.house import House, house, memory_mb
from bench.wire import BROWSER, fetch
from tests import rows
from tests.conftest import create_database
from tests.databases import NoPostgres, postgres
from tmcard.domain.orders import DELIVERY_DEADLINE, OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.store.models import Card, Order, Plan
from tmcard.web import addresses
from tmcard.web.database import db

CODE = "BENCH-5-30"
#: Pages asked for before memory is read: by then every web worker has made its templates and connections.
LOOKS = 100
PATIENCE_SECONDS = 120.0


class Stuck(RuntimeError):
    """A renewal did not arrive."""


def main() -> int:
    """Measure on both databases, print, judge by `goals.toml`; 0 when no bar was missed."""
    options = _options()
    found: dict[str, Figure] = {}
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        with house(folder / "sqlite", "", workers=1) as ours:
            found |= _measure("sqlite", ours, options)
            found["memory.mb"] = figures.exact(_memory(ours))
        try:
            address = stack.enter_context(postgres())
        except NoPostgres as reason:
            print(f"Without PostgreSQL: {reason}")
        else:
            create_database(address, "bench", template="template0")
            with house(folder / "postgresql", address.format(name="bench"), workers=2) as ours:
                found |= _measure("postgresql", ours, options)
    return 0 if goals.judge(found) else 1


def _measure(kind: str, ours: House, options: argparse.Namespace) -> dict[str, Figure]:
    with ours.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        plan = rows.plan(session, carrier_code=CODE, sold_from=datetime.now(UTC) - timedelta(days=1))
        cards = _cards(session, ours, options.alone + options.together)
        alone = [_renew(session, ours, [card], plan)[0] * 1000 for card in cards[: options.alone]]
        together = _renew(session, ours, cards[options.alone :], plan)
    shares = quantiles(alone, n=100)
    rate = len(together) / max(together)
    print(f"{kind}: alone p50 {shares[49]:.0f} ms, p99 {shares[98]:.0f}; {len(together)} at once: {rate:.0f} a second")
    credited = Figure(shares[49], min(alone), max(alone))
    return {f"renewals.{kind}_credited_ms": credited, f"renewals.{kind}_rate": figures.exact(rate)}


def _cards(session: Session, ours: House, number: int) -> list[Card]:
    """So many cards of one owner, which the carrier knows."""
    now = datetime.now(UTC).replace(microsecond=0)
    owner = rows.owner(session, email="owner@bench.example", email_verified_at=now)
    ends_at, amounts = now + timedelta(days=5), {"total_bytes": BYTES_PER_GB, "used_bytes": 0}
    cards = [rows.card(session, owner, ends_at=ends_at, reported_at=now, **amounts) for _ in range(number)]
    package = {"packageCode": CODE, "price": 10000, "volume": 5 * BYTES_PER_GB, "duration": 30}
    times = {"activated_at": (now - timedelta(days=5)).isoformat(), "expires_at": ends_at.isoformat()}
    profiles = [{"iccid": card.iccid, "esimTranNo": card.carrier_ref, **amounts, **times} for card in cards]
    for path, body in (("packages", [package]), ("profiles", profiles)):
        requests.post(f"{ours.carriers}/_standin/{path}", json=body, timeout=60).raise_for_status()
    return cards


def _renew(session: Session, ours: House, cards: list[Card], plan: Plan) -> list[float]:
    """Let all be paid now; the seconds until each was credited, by the worker's own clock."""
    now = datetime.now(UTC)
    bought = [_paid(session, card, plan, now) for card in cards]
    begun = datetime.now(UTC)
    for order in bought:
        ours.app.extensions["tmcard"].gateways.wake.order(order.id)
    _wait(session, [order.id for order in bought])
    ended = session.scalars(select(Order.ended_at).where(Order.id.in_([order.id for order in bought]))).all()
    session.commit()
    return [(at - begun).total_seconds() for at in ended if at is not None]


def _paid(session: Session, card: Card, plan: Plan, now: datetime) -> Order:
    times = {"created_at": now, "paid_at": now, "worked_since": now, "deadline_at": now + DELIVERY_DEADLINE}
    # The sweep must not find it before the nudge that is to be measured.
    facts = {**times, "next_at": now + timedelta(hours=1), "receipt_email": "payer@bench.example"}
    order = rows.order(session, card, plan, OrderStatus.PAID, **facts)
    rows.payment(session, order, PaymentStatus.CAPTURED, created_at=now, captured_at=now, next_at=None)
    return order


def _wait(session: Session, keys: list[int]) -> None:
    done = select(func.count()).where(Order.id.in_(keys), Order.status == OrderStatus.CREDITED)
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        is_done = session.scalar(done) == len(keys)
        session.commit()
        if is_done:
            return
        time.sleep(0.002 if len(keys) == 1 else 0.05)
    raise Stuck(f"{len(keys)} were paid, not all of them credited")


def _memory(ours: House) -> float:
    for _ in range(LOOKS):
        fetch(ours.ports.site, addresses.SIGN_IN, BROWSER)
    return memory_mb([ours.web, *ours.workers])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.renewals", description="Measure renewals and memory.")
    parser.add_argument("--alone", type=int, default=100, help="how many one after the other (100)")
    parser.add_argument("--together", type=int, default=300, help="how many at once (300)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
