"""Plays one schedule: a process acts until it is killed, then another goes on from what is on disk, then judges.

Whoever is to be killed is a fork of its own, and is ended by SIGKILL; whoever goes on after it took no part in it.
"""

import gc
import json
import os
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zlib import crc32

from tests.faults import recovery, second
from tests.faults.acts import PAYERS, Cast
from tests.faults.ground import Ground
from tests.faults.hook import Hook
from tests.faults.invariants import wrongs
from tests.faults.invariants_books import parked
from tests.faults.memory import Memory
from tests.faults.picture import calls, picture
from tests.faults.scene import CARRIERS, PAYPAL, Scene
from tests.faults.schedules import LIE, Schedule
from tests.faults.scripts import MODES, SCRIPTS
from tmcard.domain import crashpoints

#: More processes than a schedule can need: each dies of one of its kills.
MOST_PROCESSES = 8
#: Late news comes to one schedule in so many: it costs as much as the rest.
NEWS_EVERY = 4
Emit = Callable[[dict[str, Any]], None]


@dataclass
class Verdict:
    """What became of a schedule."""

    schedule: str
    wrongs: list[str] = field(default_factory=list)
    kills: int = 0
    rivals: int = 0
    status: str = ""
    #: Orders and attempts that wait for a person.
    parked: int = 0
    #: Crash points and vendor calls that were reached, each with how often.
    passed: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    #: The same before each step, of an undisturbed script.
    marks: list[dict[str, dict[str, int]]] = field(default_factory=list)
    #: Virtual seconds from the last kill to the end of the paid order.
    recovered_seconds: float | None = None
    seconds: float = 0.0


def play(scene: Scene, ground: Ground, schedule: Schedule) -> Verdict:
    """Play the schedule in processes of its own and judge what is left."""
    began = time.perf_counter()
    scene.fresh()
    memory, verdict = Memory(), Verdict(str(schedule))
    for _ in range(MOST_PROCESSES):
        run = _forked if memory.kills < len(schedule.kills) else _here
        lines = run(partial(_live, scene, ground, schedule, memory))
        scene.close()
        last: dict[str, Any] = lines[-1] if lines else {"wrongs": ["the process said nothing"]}
        if "memory" not in last:
            verdict.__dict__.update(last)
            break
        memory = Memory(**last["memory"])
    verdict.kills, verdict.seconds = memory.kills, time.perf_counter() - began
    return verdict


def warm(scene: Scene, ground: Ground) -> None:
    """Play once, so that whoever is forked begins with everything compiled and cached."""
    play(scene, ground, Schedule("webhook-first"))
    gc.collect()
    gc.freeze()


def _here(body: Callable[[Emit], None]) -> list[dict[str, Any]]:
    """Run `body` in this very process; answers every line it left behind."""
    lines: list[dict[str, Any]] = []
    try:
        body(lines.append)
    except Exception:
        lines.append(_crash())
    return lines


def _crash() -> dict[str, Any]:
    crashpoints.hook = lambda _: None
    return {"wrongs": [f"crashed: {traceback.format_exc()[-1500:]}"]}


def _forked(body: Callable[[Emit], None]) -> list[dict[str, Any]]:
    """Run `body` in a process of its own; answers every line it left behind, also when it was killed."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        gc.disable()  # a short life: collecting would only copy the parent's pages
        _run(body, write_end)
    os.close(write_end)
    with os.fdopen(read_end, encoding="utf-8") as pipe:
        lines = [json.loads(line) for line in pipe]
    os.waitpid(child, 0)
    return lines


def _run(body: Callable[[Emit], None], write_end: int) -> None:
    def emit(line: dict[str, Any]) -> None:
        os.write(write_end, json.dumps(line).encode() + b"\n")

    try:
        body(emit)
    except BaseException:
        emit(_crash())
    finally:
        os._exit(0)


def _live(scene: Scene, ground: Ground, schedule: Schedule, memory: Memory, emit: Emit) -> None:
    """One process's life: the rest of the script, recovery, judgement."""
    scene.open()
    second.begin(scene.app)
    scene.clock.seconds = memory.seconds
    if not memory.passed and not memory.kills:
        _prepare(scene, schedule)
    _plan_letters(scene, schedule, memory)
    cast = Cast(scene, ground, memory, ground.client(scene))
    crashpoints.hook = Hook(schedule, cast, emit, threading.get_ident())
    _perform(cast, schedule)
    _end(cast, schedule, emit)


def _prepare(scene: Scene, schedule: Schedule) -> None:
    """Set the vendors' modes and plan their faults."""
    mode = MODES[schedule.mode]
    scene.lever(PAYPAL, "modes", dict(mode.paypal))
    scene.lever(PAYPAL, "webhooks", {"mode": "hold"})
    if mode.carriers:
        scene.lever(CARRIERS, "modes", dict(mode.carriers))
    for fault in (single for each in schedule.faults for single in each.single()):
        if fault.operation != "letter":
            planned = {"operation": fault.operation, "nth": fault.nth, "kind": fault.kind.removeprefix(LIE)}
            is_lie = {"effect": True} if fault.kind.startswith(LIE) else {}
            is_carriers = fault.operation in ("topup", "query") or fault.operation.startswith(second.OPERATIONS)
            scene.lever(CARRIERS if is_carriers else PAYPAL, "faults", planned | is_lie)


def _plan_letters(scene: Scene, schedule: Schedule, memory: Memory) -> None:
    planned = [single for fault in schedule.faults for single in fault.single() if fault.operation == "letter"]
    scene.letterbox.faults = {each.nth - memory.letters: each.kind for each in planned}


def _perform(cast: Cast, schedule: Schedule) -> None:
    steps = SCRIPTS[schedule.script].steps
    for number in range(cast.memory.step, len(steps)):
        cast.memory.step = number
        if not schedule.weight:
            cast.memory.marks.append({"passed": dict(cast.memory.passed), "calls": calls(cast.scene)})
        is_lost = schedule.is_gone and cast.memory.kills and steps[number].split(":")[0].split("@")[0] in PAYERS
        if not is_lost:
            cast.perform(steps[number])
    cast.memory.step = len(steps)


def _surprises(schedule: Schedule, status: str) -> list[str]:
    """A script in which nothing goes wrong ends as it says."""
    expected = SCRIPTS[schedule.script].ends
    is_undisturbed = not schedule.weight and schedule.mode == "usual"
    return [f"ended {status}, not {expected}"] if is_undisturbed and status != expected else []


def _end(cast: Cast, schedule: Schedule, emit: Emit) -> None:
    ended_at = recovery.recover(cast)
    crashpoints.hook = lambda _: None
    is_hostile = MODES[schedule.mode].is_hostile
    if crc32(str(schedule).encode()) % NEWS_EVERY == 0 or not schedule.weight:
        recovery.late_news(cast, is_hostile=is_hostile)
    seen = picture(cast.scene, cast.memory, is_hostile=is_hostile)
    order = next(o for o in seen.orders if o["ref"] == cast.ground.refs[0])
    emit({
        "wrongs": [*cast.memory.wrongs, *wrongs(seen), *_surprises(schedule, order["status"])],
        "status": order["status"],
        "rivals": cast.memory.rivals,
        "parked": parked(seen),
        "passed": cast.memory.passed,
        "marks": cast.memory.marks,
        "calls": calls(cast.scene),
        "recovered_seconds": ended_at - cast.memory.died_at if ended_at and cast.memory.kills else None,
    })  # fmt: skip
