"""What a local run starts, as processes of their own: stand-ins, site and workers in a hurry; and their memory."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from bench.hurried import AT_WORK
from bench.machine import PROC
from bench.serving import serving, started, wait_for, wait_until
from standins.settings import HOST, Ports, environment
from tests.world import free_ports
from tmcard import create_app
from tmcard.config import from_environ

PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class House:
    """A running site with its database, and the process groups that hold it up."""

    app: Flask
    ports: Ports
    web: int
    workers: list[int]

    @property
    def carriers(self) -> str:
        """The carriers stand-in's address."""
        return f"http://{HOST}:{self.ports.carriers}"


@contextmanager
def house(folder: Path, database_url: str, workers: int) -> Iterator[House]:
    """The site over an empty database in `folder` (SQLite) or at `database_url`, with so many workers."""
    folder.mkdir()
    given = {"PORT": str(free_ports()), "STATE_DIR": str(folder), "DATABASE_URL": database_url}
    environ = environment({**given, "LOG_FORMAT": "json", "LOG_LEVEL": "WARNING"})
    environ.pop("CLOCK_FILE", None)  # in production nothing moves the clock
    ports, app = Ports(int(environ["PORT"])), create_app(from_environ(environ))
    with app.app_context():
        upgrade()
    with ExitStack() as stack:
        log = folder / "standins.log"
        standins = stack.enter_context(started(["standins"], environ, log))
        for port in (ports.carriers, ports.smtp):
            wait_for(port, standins, log)
        web = stack.enter_context(serving("wsgi:app", environ, folder / "site.log"))
        pids = [stack.enter_context(_worker(environ, folder / f"worker-{number}.log")) for number in range(workers)]
        yield House(app, ports, web.group, pids)


@contextmanager
def _worker(environ: Mapping[str, str], log: Path) -> Iterator[int]:
    with started(["bench.hurried"], environ, log) as process:
        wait_until(lambda: AT_WORK in log.read_text(encoding="utf-8"), process, log)
        yield process.pid


def memory_mb(groups: list[int]) -> float:
    """What the living processes of these groups hold, each page shared between processes counted once (PSS)."""
    kilobytes = 0
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _group(entry) in groups:
            kilobytes += sum(map(int, PSS.findall((entry / "smaps_rollup").read_text(encoding="ascii"))))
    return kilobytes * 1024 / 1_000_000


def _group(entry: Path) -> int:
    try:
        return os.getpgid(int(entry.name))
    except ProcessLookupError:  # it ended meanwhile
        return 0
