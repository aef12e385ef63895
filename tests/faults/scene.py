"""One process's whole world: the site, both vendors and the post in files in memory, under a clock that we move."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

import requests
import structlog
from flask import Flask

from standins import carriers, paypal
from standins.paypal.ledger import Ledger
from tests import rows
from tests.conftest import ENVIRON
from tests.faults import loopback
from tests.faults.letterbox import Letterbox
from tests.faults.watching import watch
from tmcard import create_app
from tmcard.adapters.esimaccess.rate import RateLimit
from tmcard.config import from_environ
from tmcard.web.receipts import attachments
from tmcard.worker import Worker

SITE, PAYPAL, CARRIERS = "http://localhost", "http://127.0.0.1:9901", "http://127.0.0.1:9902"
SETTINGS = {
    **ENVIRON,
    "BASE_URL": SITE,
    "PAYPAL_BASE_URL": PAYPAL,
    "ESIMACCESS_BASE_URL": CARRIERS,
    "AIRALO_BASE_URL": CARRIERS,
    "LOG_LEVEL": "WARNING",
    "LOG_FORMAT": "json",
}
#: What is written while a schedule runs, and put back before the next.
BOOKS, LEDGERS = "tmcard.sqlite3", ("standin-paypal.sqlite3", "standin-carriers.sqlite3")
LETTERS, LOG = "letters.jsonl", "log.txt"


class Clock:
    """The time of the whole world; it stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return rows.NOW + timedelta(seconds=self.seconds)


class NoNudges:
    """`ports.Wake` that loses every nudge: what the schedules prove must hold without them."""

    def payment(self, payment_id: int) -> None:
        """Lose it."""

    def order(self, order_id: int) -> None:
        """Lose it."""

    def message(self, message_id: int) -> None:
        """Lose it."""


@dataclass
class Scene:
    """Everything a schedule plays in. `live` holds its files, `kept` what they are at the beginning of each."""

    live: Path
    kept: Path
    clock: Clock
    app: Flask
    worker: Worker
    ledger: Ledger
    letterbox: Letterbox
    http: requests.Session
    log: TextIO = field(default_factory=StringIO)

    def fresh(self) -> None:
        """Put every file back as it was in the beginning."""
        self.clear()
        for path in self.kept.iterdir():
            shutil.copyfile(path, self.live / path.name)

    def clear(self) -> None:
        """Take every file away. Nothing may be open."""
        for path in self.live.iterdir():
            if path.is_file():
                path.unlink()

    def keep(self) -> None:
        """Let the files as they are now be the beginning of each schedule. Nothing may be open."""
        shutil.rmtree(self.kept, ignore_errors=True)
        self.kept.mkdir()
        for path in self.live.iterdir():
            if path.is_file():
                shutil.copyfile(path, self.kept / path.name)

    def open(self) -> None:
        """Open what a process has to open for itself; after every fork and every `fresh`."""
        vars(self.ledger).update(vars(Ledger(self.live / LEDGERS[0])))
        self.letterbox.forget()
        self.app.extensions["tmcard"].gateways.payments._transport.token_hash = None
        self.log = (self.live / LOG).open("a", encoding="utf-8")
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(self.log))

    def close(self) -> None:
        """Let go of every file, so that a child may open it."""
        self.ledger.close()
        self.log.close()
        with self.app.app_context():
            for engine in self.app.extensions["sqlalchemy"].engines.values():
                engine.dispose()

    def lever(self, vendor: str, path: str, body: Any) -> dict[str, Any]:
        """Pull a lever of a stand-in."""
        answer = self.http.post(f"{vendor}/_standin/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    def account(self, vendor: str) -> dict[str, Any]:
        """What a stand-in has seen and done."""
        return dict(self.http.get(f"{vendor}/_standin/ledger", timeout=10).json())


def scene_in(folder: Path, template: Path) -> Scene:
    """Build the world in `folder` on a copy of the migrated database `template`."""
    live, clock = folder / "live", Clock()
    live.mkdir()
    shutil.copyfile(template, live / BOOKS)
    watch(live / BOOKS)
    app = create_app(from_environ({**SETTINGS, "STATE_DIR": str(live)}))
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["tmcard_clock"] = clock
    letterbox = Letterbox(live / LETTERS)
    _short_cuts(app, letterbox)
    paypal_app, carriers_app = _vendors(live, clock)
    loopback.install({"localhost": app, "127.0.0.1:9901": paypal_app, "127.0.0.1:9902": carriers_app})
    context = paypal_app.extensions["standin_context"]
    return Scene(live, folder / "kept", clock, app, Worker(app, clock), context.ledger, letterbox, _http())


def _http() -> requests.Session:
    """How people and tests speak to the vendors."""
    session = requests.Session()
    session.trust_env = False
    return session


def _vendors(live: Path, clock: Clock) -> tuple[Flask, Flask]:
    """Both stand-ins. Webhooks are written down and delivered when a schedule says so: their thread is stopped."""
    paypal_app = paypal.create_app(
        state_path=live / LEDGERS[0],
        base_url=PAYPAL,
        webhook_url=f"{SITE}/webhooks/paypal",
        client_id=SETTINGS["PAYPAL_CLIENT_ID"],
        client_secret=SETTINGS["PAYPAL_CLIENT_SECRET"],
        webhook_id=SETTINGS["PAYPAL_WEBHOOK_ID"],
        clock=clock,
        slow_seconds=0,
        hang_seconds=0,
    )
    paypal_app.extensions["standin"]()
    code = SETTINGS["ESIMACCESS_ACCESS_CODE"]
    path = live / LEDGERS[1]
    client = {name.lower(): SETTINGS[name] for name in ("AIRALO_CLIENT_ID", "AIRALO_CLIENT_SECRET")}
    return paypal_app, carriers.create_app(
        state_path=path, access_code=code, webhook_url="", clock=clock, hang_seconds=0, slow_seconds=0, **client
    )


def _short_cuts(app: Flask, letterbox: Letterbox) -> None:
    """No waiting inside a call, no nudges, a post office in a file, and receipts on no paper: drawing one takes as
    long as half a schedule, and has tests of its own.
    """
    vars(attachments)["pdf"] = lambda _: b"%PDF"
    house = app.extensions["tmcard"]
    house.gateways.payments._sleep = lambda _: None
    for carrier in house.gateways.carriers.values():
        carrier._rate = RateLimit(1e9)
    gateways = replace(house.gateways, mailer=letterbox, texter=letterbox, wake=NoNudges())
    app.extensions["tmcard"] = replace(house, gateways=gateways)
