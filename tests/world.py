"""A whole small world in one process: the stand-ins on loopback ports, the site over them, and a worker to step."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests
from flask import Flask

from standins.demo import seed
from standins.servers import running, served
from standins.settings import HOST, Ports, environment
from tmcard import create_app
from tmcard.config import from_environ
from tmcard.worker import Worker


@dataclass(frozen=True, slots=True)
class World:
    """Where everything is, and the worker that moves only when a test says so."""

    app: Flask
    worker: Worker
    ports: Ports
    environ: dict[str, str]

    @property
    def site(self) -> str:
        """The site's address."""
        return f"http://{HOST}:{self.ports.site}"

    @property
    def paypal(self) -> str:
        """The PayPal stand-in's address."""
        return f"http://{HOST}:{self.ports.paypal}"

    @property
    def carriers(self) -> str:
        """The carriers stand-in's address."""
        return f"http://{HOST}:{self.ports.carriers}"

    def ledger(self, base: str) -> dict[str, list[dict[str, object]]]:
        """What a stand-in has seen and done."""
        return dict(requests.get(f"{base}/_standin/ledger", timeout=10).json())

    def messages(self, to: str) -> list[dict[str, str]]:
        """What lies in the mailbox for somebody, newest first."""
        url = f"http://{HOST}:{self.ports.mailbox}/messages.json"
        return list(requests.get(url, params={"to": to}, timeout=10).json())


def free_ports() -> int:
    """The first of five neighbouring ports that nobody uses. Test runs side by side begin to look at different ones."""
    blocks = list(range(21000, 29000, 5))
    begin = os.getpid() % len(blocks)
    for first in blocks[begin:] + blocks[:begin]:
        if all(_is_free(port) for port in Ports(first).all()):
            return first
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def world(
    folder: Path, template: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC), database_url: str = ""
) -> Iterator[World]:
    """Everything running in `folder` on a copy of the migrated database `template`."""
    given = {"PORT": str(free_ports()), "STATE_DIR": str(folder), "DATABASE_URL": database_url, "PATH": ""}
    environ = environment(given)
    if not database_url:
        shutil.copy(template, folder / "tmcard.sqlite3")
    with ExitStack() as stack:
        app = create_app(from_environ(environ))
        stack.enter_context(running(environ, webhooks=True))
        stack.enter_context(served(app, int(environ["PORT"])))
        yield World(app, Worker(app, clock), Ports(int(environ["PORT"])), environ)
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                engine.dispose()


@contextmanager
def demo_world(folder: Path, template: Path) -> Iterator[World]:
    """A world with the demo data in it."""
    with world(folder, template) as everything:
        with everything.app.app_context():
            seed(everything.app)
        yield everything
