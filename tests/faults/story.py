"""One renewal as a script of acts, with a kill somewhere in it, and what must be true when it is over."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy.orm import Session

from tests import rows
from tests.world import World
from tmcard.domain import orders as order_rules
from tmcard.domain import payments as payment_rules
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.states import is_path
from tmcard.store import messages, orders, payments
from tmcard.web.database import db

#: Further than any lease, and than the time in which a request could still be on its way.
STEP_SECONDS = 130
MAX_STEPS = 8
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Crash:
    """Where a process dies: during which act, at which point, the how manieth time it is reached."""

    act: str
    point: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.act}-{self.point}-{self.nth}"


@dataclass
class Stage:
    """The forking process, spoken to line by line."""

    world: World
    process: "subprocess.Popen[str]"

    def perform(
        self, act: str, ref: str, *, token: str = "", ahead: int = 0, crash: Crash | None = None
    ) -> dict[str, Any]:
        """Let a fresh process do one act, and be killed in it if `crash` is in it."""
        here = crash if crash is not None and crash.act == act else Crash(act, "")
        line = {"act": act, "ref": ref, "token": token, "ahead_seconds": ahead, "crash": here.point, "nth": here.nth}
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the stage has no voice")
        print(json.dumps(line), file=self.process.stdin, flush=True)
        return dict(json.loads(self.process.stdout.readline()))


@contextmanager
def stage_in(world: World) -> Iterator[Stage]:
    """Start the forking process; it ends with the context."""
    command = [sys.executable, "-m", "tests.faults.stage"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env={**world.environ}) as process:
        yield Stage(world, process)
        if process.stdin is not None:
            process.stdin.close()


def renew(stage: Stage, crash: Crash | None = None, *, trouble: str = "") -> tuple[str, list[dict[str, Any]]]:
    """Play a whole renewal with at most one kill; answers the order's reference and what each act reported.

    `trouble` is how the carrier behaves: empty for well, `gone` when it does not know the plan.

    A payer whose request died presses again; one whose return died never comes back. Then only the worker
    goes on, ever later, until the order can move no further.
    """
    ref = quote(stage.world, trouble)
    reports = [stage.perform("pay", ref, crash=crash)]
    if reports[-1]["signal"]:
        reports.append(stage.perform("pay", ref))
    token = approve(stage.world, ref)
    reports.append(stage.perform("return", ref, token=token, crash=crash))
    for step in range(MAX_STEPS):
        first = crash if not any(r["signal"] for r in reports) else None
        reports.append(stage.perform("work", ref, ahead=STEP_SECONDS * step, crash=first))
        if is_over(stage.world, ref):
            break
    return ref, reports


def quote(world: World, trouble: str = "", now: datetime | None = None) -> str:
    """A fresh card with a fresh quote, known to the carrier; answers the order's reference."""
    number = next(_numbers)
    now = now or datetime.now(UTC).replace(microsecond=0)  # carriers speak in whole seconds
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        owner = rows.owner(session, email="payer@example.com")
        ends_at = now + timedelta(days=5)
        card = rows.card(session, owner, ends_at=ends_at, used_bytes=0, total_bytes=BYTES_PER_GB, reported_at=now)
        plan = rows.plan(session, carrier_code=f"TOPUP_FAULT_{number}", sold_from=now - timedelta(days=1))
        order = rows.order(session, card, plan, created_at=now, quote_ends_at=now + timedelta(minutes=15))
    _tell_carrier(world, card.iccid, card.carrier_ref, plan.carrier_code, ends_at)
    behaviour = {"top_up": trouble}
    url = f"{world.carriers}/_standin/profiles/{card.iccid}/behaviour"
    requests.post(url, json=behaviour, timeout=10).raise_for_status()
    return order.ref


def _tell_carrier(world: World, iccid: str, carrier_ref: str, code: str, ends_at: datetime) -> None:
    package = {"packageCode": code, "price": 10000, "volume": 5 * BYTES_PER_GB, "duration": 30}
    profile = {"iccid": iccid, "esimTranNo": carrier_ref, "total_bytes": BYTES_PER_GB, "used_bytes": 0}
    profile |= {"activated_at": (ends_at - timedelta(days=10)).isoformat(), "expires_at": ends_at.isoformat()}
    requests.post(f"{world.carriers}/_standin/packages", json=[package], timeout=10).raise_for_status()
    requests.post(f"{world.carriers}/_standin/profiles", json=[profile], timeout=10).raise_for_status()


def approve(world: World, ref: str) -> str:
    """Say yes at PayPal; answers PayPal's name for the payment."""
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        payment = payments.latest(session, order.id) if order else None
    if payment is None or payment.approval_url is None:
        raise AssertionError("the payer was never sent to PayPal")
    token = parse_qs(urlsplit(payment.approval_url).query)["token"][0]
    form = {"token": token, "act": "approve", "email": "payer@example.com"}
    requests.post(payment.approval_url, data=form, timeout=10, allow_redirects=False).raise_for_status()
    return token


def is_over(world: World, ref: str) -> bool:
    """Whether the order has ended and its letters are sent."""
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        if order is None or not order.is_final:
            return False
        return all(message.status == "sent" for message in messages.of_order(session, order.id))


def verdict(world: World, ref: str) -> dict[str, Any]:
    """What is true of a renewal in our books and in both ledgers."""
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        if order is None:
            raise AssertionError(ref)
        refs = {payment.ref for payment in payments.of_order(session, order.id)}
        journal = [(line.subject, line.event) for line in orders.journal(session, order.id)]
        receipts = [message.kind for message in messages.of_order(session, order.id)]
    return {
        "status": order.status,
        "receipts": receipts,
        "stated": (order.stated_total_bytes, order.stated_ends_at == order.after_ends_at),
        "journal_is_legal": _is_legal(journal, refs),
        **_ledgers(world, ref, refs),
    }


def _ledgers(world: World, ref: str, refs: set[str]) -> dict[str, Any]:
    """What PayPal and the carrier did for the order."""
    paypal, carrier = world.ledger(world.paypal), world.ledger(world.carriers)
    taken = {c["id"] for c in paypal["captures"] if c["custom_id"] in refs}
    loaded = [t for t in carrier["top_ups"] if t["transactionId"] == f"tm-{ref}-1"]
    refunds = [r["value"] for r in paypal["refunds"] if r["capture_id"] in taken]
    return {"captures": len(taken), "refunds": refunds, "top_ups": len(loaded)}


def _is_legal(journal: list[tuple[str, str]], refs: set[str]) -> bool:
    of_order = [event for subject, event in journal if subject == "order" and event not in ("quoted", "person_told")]
    legal = is_path(order_rules.MOVES, "open", of_order)
    for ref in refs:
        moves = [event for subject, event in journal if subject == ref and event != "payment_begun"]
        legal = legal and is_path(payment_rules.MOVES, "created", moves)
    return legal
