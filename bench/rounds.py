"""Rounds: everything measured once in each, one after the other, so that what the machine does meets all alike."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from bench import machine
from bench.load import Load, drive
from bench.serving import Server
from bench.wire import Ask

WARM_UP_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Contender:
    """A server and the requests it is measured by."""

    server: Server
    asks: list[Ask]

    def load(self, seconds: float) -> Load:
        """Its requests for so long."""
        texts = [ask.text(self.server.port) for ask in self.asks]
        return Load(self.server.port, texts, self.asks[0].status, seconds)


@dataclass(frozen=True, slots=True)
class Slot:
    """What one contender did in one round. `others` is how many cores were busy with something else."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    others: float
    calibration: float

    @property
    def tail(self) -> float:
        """How much longer the unlucky wait."""
        return self.p99_ms / self.p50_ms


Rounds = list[dict[str, Slot]]


def run(contenders: Mapping[str, Contender], *, rounds: int, seconds: float) -> Rounds:
    """Measure all contenders `rounds` times; speeds are evened out by the calibration beside each slot."""
    for contender in contenders.values():
        drive(contender.load(WARM_UP_SECONDS))
    raw: Rounds = []
    for number in range(rounds):
        # Every other round backwards: whoever heats the machine up does not always do so for the same neighbour.
        names = list(contenders) if number % 2 == 0 else list(contenders)[::-1]
        raw.append({name: _slot(contenders[name], seconds) for name in names})
        print(f"\rround {number + 1} of {rounds}", end="", flush=True)
    print()
    usual = median(slot.calibration for each in raw for slot in each.values())
    return [{name: _evened(slot, slot.calibration / usual) for name, slot in each.items()} for each in raw]


def _slot(contender: Contender, seconds: float) -> Slot:
    calibration = machine.calibrate()
    group = contender.server.group
    begun, busy, cpu, own = time.perf_counter(), machine.busy_seconds(), machine.cpu_seconds(group), time.process_time()
    outcome = drive(contender.load(seconds))
    cpu = machine.cpu_seconds(group) - cpu
    ours = cpu + outcome.cpu_seconds + time.process_time() - own
    others = (machine.busy_seconds() - busy - ours) / (time.perf_counter() - begun)
    rate, cpu_ms = outcome.count / outcome.seconds, cpu * 1000 / outcome.count
    return Slot(rate, outcome.p50_ms, outcome.p99_ms, cpu_ms, max(0.0, others), calibration)


def _evened(slot: Slot, slowness: float) -> Slot:
    p50_ms, p99_ms, cpu_ms = (value / slowness for value in (slot.p50_ms, slot.p99_ms, slot.cpu_ms))
    return Slot(slot.rate * slowness, p50_ms, p99_ms, cpu_ms, slot.others, slot.calibration)
