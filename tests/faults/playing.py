"""Plays one schedule: a process acts until it is killed, then another goes on from what is on disk, then judges.

Whoever is to be killed is a fork of its own, and is ended by SIGKILL; whoever goes on after it took no part in it.
"""

import gc
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zlib import crc32

from tests.faults import moments, recovery, second
from tests.faults.acts import PAYERS, Cast
from tests.faults.forking import Emit, forked, here
from tests.faults.ground import Ground
from tests.faults.hook import Hook
from tests.faults.invariants import wrongs
from tests.faults.invariants_books import parked
from tests.faults.memory import Memory
from tests.faults.moments import Moment, Moments
from tests.faults.picture import calls, picture
from tests.faults.scene import CARRIERS, PAYPAL, Scene
from tests.faults.schedules import LIE, Schedule
from tests.faults.scripts import MODES, SCRIPTS
from tmcard.domain import crashpoints

#: More processes than a schedule can need: each dies of one of its kills.
MOST_PROCESSES = 8
#: Late news comes to one schedule in so many: it costs as much as the rest.
NEWS_EVERY = 4


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


def play(scene: Scene, ground: Ground, schedule: Schedule, known: Moments) -> Verdict:
    """Play the schedule in processes of its own and judge what is left."""
    began, verdict = time.perf_counter(), Verdict(str(schedule))
    moment = known.last_calm(schedule, partial(_record, scene, ground))
    memory = _begin(scene, moment)
    called: Mapping[str, int] | None = moment.called if moment is not None else {}
    for _ in range(MOST_PROCESSES):
        run = forked if memory.kills < len(schedule.kills) else here
        lines = run(partial(_live, scene, ground, schedule, memory, called))
        called = None
        scene.close()
        last: dict[str, Any] = lines[-1] if lines else {"wrongs": ["the process said nothing"]}
        if "memory" not in last:
            verdict.__dict__.update(last)
            break
        memory = Memory(**last["memory"])
    verdict.kills, verdict.seconds = memory.kills, time.perf_counter() - began
    return verdict


def _begin(scene: Scene, moment: Moment | None) -> Memory:
    if moment is not None:
        return moments.put_back(scene, moment)
    scene.fresh()
    return Memory()


def _record(scene: Scene, ground: Ground, base: Schedule) -> list[Moment]:
    """Play the script undisturbed and keep the world after each step, as far as it gets."""
    scene.fresh()
    kept: list[Moment] = []
    cast = _wake(scene, ground, base, Memory(), {}, lambda _: None)
    with suppress(Exception):  # whoever plays the whole of it says what is wrong
        for number in range(len(SCRIPTS[base.script].steps)):
            _step(cast, base, number)
            cast.memory.step = number + 1
            kept.append(moments.keep(scene, cast.memory, kept[-1] if kept else None))
    crashpoints.hook = lambda _: None
    scene.close()
    return kept


def warm(scene: Scene, ground: Ground) -> None:
    """Play once, so that whoever is forked begins with everything compiled and cached."""
    play(scene, ground, Schedule("webhook-first"), Moments())
    gc.collect()
    gc.freeze()


def _live(
    scene: Scene, ground: Ground, schedule: Schedule, memory: Memory, called: Mapping[str, int] | None, emit: Emit
) -> None:
    """One process's life: the rest of the script, recovery, judgement."""
    cast = _wake(scene, ground, schedule, memory, called, emit)
    _perform(cast, schedule)
    _end(cast, schedule, emit)


def _wake(
    scene: Scene, ground: Ground, schedule: Schedule, memory: Memory, called: Mapping[str, int] | None, emit: Emit
) -> Cast:
    """What a process does before it acts. `called` is how often vendors were called already, in the first one only."""
    scene.open()
    second.begin(scene.app)
    scene.clock.seconds = memory.seconds
    if called is not None:
        _prepare(scene, schedule, called)
    _plan_letters(scene, schedule, memory)
    about = ground.led_by(SCRIPTS[schedule.script].about)
    cast = Cast(scene, about, memory, about.client(scene))
    crashpoints.hook = Hook(schedule, cast, emit, threading.get_ident())
    return cast


def _prepare(scene: Scene, schedule: Schedule, called: Mapping[str, int]) -> None:
    """Set the vendors' modes, where they were not called before, and plan their faults."""
    mode = MODES[schedule.mode]
    if not called:
        scene.lever(PAYPAL, "modes", dict(mode.paypal))
        scene.lever(PAYPAL, "webhooks", {"mode": "hold"})
    if mode.carriers and not called:
        scene.lever(CARRIERS, "modes", dict(mode.carriers))
    for fault in (single for each in schedule.faults for single in each.single()):
        if fault.operation != "letter":
            nth = fault.nth - called.get(fault.operation, 0)
            planned = {"operation": fault.operation, "nth": nth, "kind": fault.kind.removeprefix(LIE)}
            is_lie = {"effect": True} if fault.kind.startswith(LIE) else {}
            is_carriers = fault.operation in ("topup", "query") or fault.operation.startswith(second.OPERATIONS)
            scene.lever(CARRIERS if is_carriers else PAYPAL, "faults", planned | is_lie)


def _plan_letters(scene: Scene, schedule: Schedule, memory: Memory) -> None:
    planned = [single for fault in schedule.faults for single in fault.single() if fault.operation == "letter"]
    scene.letterbox.faults = {each.nth - memory.letters: each.kind for each in planned}


def _perform(cast: Cast, schedule: Schedule) -> None:
    for number in range(cast.memory.step, len(SCRIPTS[schedule.script].steps)):
        if not schedule.weight:
            cast.memory.marks.append({"passed": dict(cast.memory.passed), "calls": calls(cast.scene)})
        _step(cast, schedule, number)
    cast.memory.step = len(SCRIPTS[schedule.script].steps)


def _step(cast: Cast, schedule: Schedule, number: int) -> None:
    step = SCRIPTS[schedule.script].steps[number]
    cast.memory.step = number
    is_lost = schedule.is_gone and cast.memory.kills and step.split(":")[0].split("@")[0] in PAYERS
    if not is_lost:
        cast.perform(step)


def _surprises(schedule: Schedule, status: str) -> list[str]:
    """A script in which nothing goes wrong ends as it says."""
    expected = SCRIPTS[schedule.script].ends
    is_undisturbed = not schedule.weight and schedule.mode == "usual"
    return [f"ended {status}, not {expected}"] if is_undisturbed and status != expected else []


def _end(cast: Cast, schedule: Schedule, emit: Emit) -> None:
    ended_at = recovery.recover(cast)
    crashpoints.hook = lambda _: None
    is_hostile, is_soon = MODES[schedule.mode].is_hostile, SCRIPTS[schedule.script].about == 1
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
        "calls": {} if schedule.weight else calls(cast.scene),
        "recovered_seconds": ended_at - cast.memory.died_at if ended_at and cast.memory.kills and is_soon else None,
    })  # fmt: skip
