"""A server to be measured, in a process group of its own: gunicorn as the site runs under it, or granian likewise."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import HOST

#: Set to `granian` (which has to be installed) to run site and floors under it instead.
SERVER = "BENCH_SERVER"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and the process group whose CPU time is counted."""

    port: int
    group: int


class NotServing(RuntimeError):
    """The server did not come up."""


def free_port() -> int:
    """A loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(application: str, environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """`application` (module:name) at the `PORT` of `environ`; its whole process group ends with the context."""
    port = int(environ["PORT"])
    with started(_command(application, environ), environ, log) as process:
        wait_for(port, process, log)
        yield Server(port, process.pid)


@contextmanager
def started(arguments: list[str], environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module with its arguments, in a process group of its own that ends with the context."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env={**os.environ, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        yield process
    finally:
        _end(process)


def _command(application: str, environ: Mapping[str, str]) -> list[str]:
    if os.environ.get(SERVER, "gunicorn") == "gunicorn":
        return ["gunicorn", "-c", "gunicorn.conf.py", "--log-level", "warning", application]
    factory = ["--factory"] if application.endswith("()") else []
    where = ["--host", HOST, "--port", environ["PORT"], "--workers", "2", "--blocking-threads", "4", "--http", "1"]
    return ["granian", "--interface", "wsgi", *where, "--no-ws", *factory, application.removesuffix("()")]


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody listens at `port`. Raises NotServing when `process` ends before, or takes too long."""

    def is_listening() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) == 0

    wait_until(is_listening, process, log)


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it is. Raises NotServing when `process` ends before, or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if is_ready():
            return
        time.sleep(0.1)
    raise NotServing(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _end(process: subprocess.Popen[bytes]) -> None:
    for order in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, order)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:  # all gone
            return
        except subprocess.TimeoutExpired:
            continue
