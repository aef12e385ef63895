"""`make run`: everything starts, says when it is ready and not before, stops on Ctrl-C, and starts again at once."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from standins.run import is_taken
from standins.settings import HOST, Ports
from tests.meta.sources import ROOT
from tests.world import free_ports

READY = "T-M card is ready."
SEEDING = "Filling in demo data"


@contextmanager
def run(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """What `make run` starts, in a process group of its own, ended as by Ctrl-C."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environ = {**kept, "PORT": str(port), "STATE_DIR": str(folder)}
    command = [sys.executable, "-m", "standins.run"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0
    ) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=60)


def until_ready(process: "subprocess.Popen[str]") -> list[str]:
    """Every line up to the welcome, which must come."""
    lines = []
    for line in process.stdout or []:
        lines.append(line)
        if READY in line:
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.timeout(180)
def test_it_starts_seeds_once_serves_when_it_says_so_and_stops(tmp_path: Path) -> None:
    port = free_ports()
    for is_first in (True, False):
        with run(tmp_path, port) as process:
            lines = until_ready(process)
            assert requests.get(f"http://{HOST}:{port}/readyz", timeout=10).status_code == 200
            assert any(SEEDING in line for line in lines) is is_first
        assert not [taken for taken in Ports(port).all() if is_taken(taken)]


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        environ = {**os.environ, "STATE_DIR": str(tmp_path), "PORT": str(port)}
        command = [sys.executable, "-m", "standins.run"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
