"""Nudges get from whoever changed a row to the worker, over SQLite and over a real Redis, and never break a payment."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from huey import Huey

from tests.conftest import IN_CI
from tmcard.adapters.queue import QueueWake, build_queue

REDIS = shutil.which("redis-server")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis of our own on a free port."""
    if REDIS is None:
        (pytest.fail if IN_CI else pytest.skip)("There is no redis-server (Debian: apt-get install redis-server)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        for line in server.stdout or []:
            if "Ready to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.fixture(params=["sqlite", "redis"])
def address(request: pytest.FixtureRequest) -> str:
    """Where the queue lives: nowhere named for SQLite."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


def work_off(queue: Huey) -> None:
    """Do what a worker's thread does, until the queue is empty."""
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_a_nudge_of_the_web_is_driven_by_the_worker(address: str, tmp_path: Path) -> None:
    driven: list[tuple[str, int]] = []
    web = QueueWake(build_queue(address, tmp_path))
    queue = build_queue(address, tmp_path)
    QueueWake(queue, lambda kind, row_id: driven.append((kind, row_id)))
    web.payment(1)
    web.order(2)
    web.message(3)
    work_off(queue)
    assert driven == [("payment", 1), ("order", 2), ("message", 3)]


def test_a_queue_that_is_gone_costs_a_nudge_and_nothing_else(tmp_path: Path) -> None:
    wake = QueueWake(build_queue("redis://127.0.0.1:9/0", tmp_path))
    wake.payment(1)
    wake.order(2)
    wake.message(3)
