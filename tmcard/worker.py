"""The worker process: Huey's nudges for speed, the timetable for certainty. Each entry is one call of a service."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from tmcard.services import accounts, reminding, sweeping
from tmcard.services.sweeping import Tools
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.letters import office, render
from tmcard.wiring import House, worker_queue

log = structlog.get_logger()

SWEEP_SECONDS = 1.0
USAGE_SECONDS = 20.0
REMIND_SECONDS = 20.0
PRUNE_SECONDS = 3600.0
#: How long a nudge may wait for a worker thread: the embedded queue has to be asked.
POLL_SECONDS = 0.1
THREADS = 2


class Worker:
    """Drives rows until it is told to stop. Any number of workers may run: leases keep them apart."""

    def __init__(self, app: Flask, clock: Callable[[], datetime] | None = None) -> None:
        self._app = app
        self._house: House = app.extensions["tmcard"]
        self._stop = threading.Event()
        gateways, config = self._house.gateways, self._house.config
        self.tools = Tools(
            payments=gateways.payments,
            carriers=gateways.carriers,
            mailer=gateways.mailer,
            texter=gateways.texter,
            render=render,
            clock=clock or partial(now, app),
            staff_email=config.support_email,
            disputes=gateways.disputes,
            office=office(config),
        )

    def run(self) -> None:
        """Work until a signal comes: SIGINT ends after the task at hand, SIGTERM at once. Both lose nothing."""
        consumer = Consumer(
            worker_queue(self._house.config, self.drive),
            workers=THREADS,
            periodic=False,
            initial_delay=POLL_SECONDS,
            max_delay=POLL_SECONDS,
        )
        for task, seconds in self.rounds():
            threading.Thread(target=self._repeat, args=(task, seconds), daemon=True).start()
        consumer.run()
        self._stop.set()

    def rounds(self) -> list[tuple[Callable[[], int], float]]:
        """The timetable: what is done every so many seconds, each in a thread of its own.

        A mail server or a carrier that hangs must keep nobody else waiting.
        """
        usage = [(partial(self.refresh_usage, name), USAGE_SECONDS) for name in self.tools.carriers]
        rows, words = (self.drive_due, SWEEP_SECONDS), (self.send_letters, SWEEP_SECONDS)
        return [rows, words, (self.remind, REMIND_SECONDS), (self.prune, PRUNE_SECONDS), *usage]

    def drive(self, kind: str, row_id: int) -> None:
        """What a nudge asks for."""
        with self._app.app_context(), self._session() as session:
            sweeping.drive(session, self.tools, kind, row_id)

    def sweep(self) -> int:
        """Drive everything whose time has come."""
        with self._app.app_context(), self._session() as session:
            return sweeping.sweep(session, self.tools)

    def drive_due(self) -> int:
        """Drive everything but letters whose time has come."""
        with self._app.app_context(), self._session() as session:
            return sweeping.drive_due(session, self.tools)

    def send_letters(self) -> int:
        """Send the letters that are due."""
        with self._app.app_context(), self._session() as session:
            return sweeping.send_letters(session, self.tools)

    def refresh_usage(self, carrier: str = "") -> int:
        """One round of asking `carrier` for usage, or all of them."""
        carriers = {carrier: self.tools.carriers[carrier]} if carrier else self.tools.carriers
        with self._app.app_context(), self._session() as session:
            return sweeping.refresh_usage(session, replace(self.tools, carriers=carriers))

    def remind(self) -> int:
        """Look at the cards of which there may be something to tell."""
        with self._app.app_context(), self._session() as session:
            return reminding.remind(session, self.tools.clock)

    def prune(self) -> int:
        """Drop counters and codes whose time is over."""
        with self._app.app_context(), self._session() as session:
            return accounts.prune(session, self.tools.clock())

    def _session(self) -> Session:
        return Session(db.engine, expire_on_commit=False)

    def _repeat(self, task: Callable[[], int], seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                task()
            except Exception:
                log.exception("timetable", task=getattr(task, "__name__", "refresh_usage"))
