"""Real processes over a real world: gunicorn and the worker, started, watched, killed and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from standins.settings import HOST
from tests.world import World

#: Longer than a lease, and than the time in which a request could still be on its way.
STEP_SECONDS = 130
PATIENCE_SECONDS = 40
#: How long a step of the clock takes: the worker of a loaded machine must get its turn in between.
SECONDS_A_STEP = 2.5
COMMANDS = {
    "web": ["-m", "gunicorn", "tests.faults.site:app"],
    "worker": ["-m", "tests.faults.site"],
}


@dataclass
class House:
    """The two processes of a production machine. Each is the leader of a group of its own."""

    world: World
    folder: Path
    port: int
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    ahead: float = 0.0
    passed_at: float = 0.0

    @property
    def address(self) -> str:
        """Where gunicorn listens."""
        return f"http://{HOST}:{self.port}"

    def now(self) -> datetime:
        """What time it is for both processes, in the whole seconds that carriers speak in."""
        return (datetime.now(UTC) + timedelta(seconds=self.ahead)).replace(microsecond=0)

    def start(self, role: str) -> None:
        """Start the process, and wait until it works."""
        environ = {**os.environ, **self.world.environ, "FAULTS_DIR": str(self.folder)}
        environ |= {"PORT": str(self.port), "WEB_CONCURRENCY": "1"}  # gunicorn.conf.py reads both
        command = [sys.executable, *COMMANDS[role]]
        log = (self.folder / f"{role}.log").open("ab")
        self.processes[role] = subprocess.Popen(command, env=environ, process_group=0, stdout=log, stderr=log)
        log.close()
        if role == "web":
            until(self._answers, "gunicorn answers")

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def is_alive(self, role: str) -> bool:
        """Whether the process runs."""
        return role in self.processes and self.processes[role].poll() is None

    def revive(self) -> None:
        """Start again whatever has died."""
        for role in COMMANDS:
            if not self.is_alive(role):
                self.start(role)

    def kill(self, role: str) -> None:
        """`kill -9` the process and everything it has started."""
        process = self.processes.pop(role, None)
        if process is not None:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def advance(self, seconds: float = STEP_SECONDS) -> None:
        """Move the clock of both processes ahead."""
        self.ahead += seconds
        draft = self.folder / "clock.draft"
        draft.write_text(str(self.ahead), encoding="ascii")
        draft.replace(self.folder / "clock")

    def pass_time(self) -> None:
        """Let leases run out: one every few real seconds, so that nothing is given up for being late."""
        if time.monotonic() - self.passed_at > SECONDS_A_STEP:
            self.passed_at = time.monotonic()
            self.advance()

    def go_on(self) -> None:
        """Start again whatever has died, and let time pass."""
        self.revive()
        self.pass_time()

    def order(self, role: str, deed: str, point: str) -> None:
        """Tell the process to `kill`, `kill-all` or `stop` itself where it next passes `point`."""
        (self.folder / f"{role}.done").unlink(missing_ok=True)
        (self.folder / role).write_text(f"{deed} {point}", encoding="ascii")

    def has_obeyed(self, role: str) -> bool:
        """Whether it came to that point."""
        return (self.folder / f"{role}.done").exists()

    def forget_orders(self) -> None:
        """Nobody is to die any more."""
        for role in COMMANDS:
            (self.folder / role).unlink(missing_ok=True)


def until(is_so: Callable[[], bool], what: str, between: Callable[[], object] = lambda: None) -> None:
    """Wait for something that other processes do, for as long as a loaded machine may need."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain until {what}")
        between()
        time.sleep(0.05)


@contextmanager
def house_in(world: World, folder: Path, port: int) -> Iterator[House]:
    """Both processes over `world`; they end with the context. PayPal's events wait, so that nobody else interferes."""
    requests.post(f"{world.paypal}/_standin/webhooks", json={"mode": "hold"}, timeout=10).raise_for_status()
    with ExitStack() as stack:
        house = House(world, folder, port)
        for role in COMMANDS:
            stack.callback(house.kill, role)
        house.revive()
        yield house
