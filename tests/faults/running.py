"""Plays many schedules on all cores, and counts."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.playing import Verdict
from tests.faults.scene import BOOKS, SETTINGS
from tests.faults.schedules import Schedule

#: Memory-speed files where there are some: a kill leaves the page cache alone, so nothing is lost by it.
MEMORY = Path("/dev/shm")  # noqa: S108  # folders below it are made by tempfile


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Tally:
    """What came of all schedules together."""

    schedules: int = 0
    kills: int = 0
    rivals: int = 0
    parked: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    recovered: list[float] = field(default_factory=list)
    failed: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Count one."""
        self.schedules += 1
        self.kills += verdict.kills
        self.rivals += verdict.rivals
        if verdict.recovered_seconds is not None:
            self.recovered.append(verdict.recovered_seconds)
        if verdict.parked:
            self.parked.append(verdict.schedule)
        if verdict.wrongs:
            self.failed.append(verdict)

    def summary(self) -> str:
        """The one line at the end."""
        seconds = max(0.001, time.monotonic() - self.began)
        times = sorted(self.recovered) or [0.0]
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        return (
            f"{self.schedules} schedules, {self.kills} kills, {self.rivals} rivals, {len(self.failed)} violations"
            f" in {seconds:.0f} s ({self.schedules / seconds:.1f}/s); {len(self.parked)} left to a person;"
            f" from a kill to the end of a paid order: p50 {p50:.0f} s, p99 {p99:.0f} s of the world's clock"
        )


@dataclass
class Hand:
    """One playing process, spoken to line by line."""

    process: "subprocess.Popen[str]"

    def play(self, schedule: Schedule) -> Verdict:
        """Let it play one schedule."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process has no voice")
        print(schedule, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            return Verdict(str(schedule), ["the playing process ended"])
        return Verdict(**json.loads(answer))


@contextmanager
def hands(count: int = 0, template: Path | None = None) -> Iterator[list[Hand]]:
    """`count` playing processes (0: one for each core) over copies of a migrated database."""
    with ExitStack() as stack:
        place = MEMORY if MEMORY.is_dir() else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tmcard-faults-", dir=place)))
        template = template or migrated(folder / "template")
        yield [stack.enter_context(_hand(folder / str(number), template)) for number in range(count or cores())]


def cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0))


def migrated(folder: Path) -> Path:
    """A migrated, empty database; made in a process of its own."""
    folder.mkdir()
    code = "from flask_migrate import upgrade; from wsgi import app; app.app_context().push(); upgrade()"
    environ = {**os.environ, **SETTINGS, "STATE_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", code], env=environ, check=True, capture_output=True)
    return folder / BOOKS


@contextmanager
def _hand(folder: Path, template: Path) -> Iterator[Hand]:
    folder.mkdir()
    command = [sys.executable, "-m", "tests.faults.hand", str(folder), str(template)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Hand(process)
        if process.stdin is not None:
            process.stdin.close()


def play_all(team: list[Hand], schedules: Iterable[Schedule], each: Callable[[Verdict], None]) -> None:
    """Play all of them, whoever is free taking the next; `each` gets every verdict, one at a time."""
    lock, waiting = threading.Lock(), iter(schedules)

    def work(hand: Hand) -> None:
        while True:
            with lock:
                schedule = next(waiting, None)
            if schedule is None:
                return
            verdict = hand.play(schedule)
            with lock:
                each(verdict)

    threads = [threading.Thread(target=work, args=(hand,)) for hand in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
