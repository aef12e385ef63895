"""Carries webhooks out: one background thread, a bounded queue, a few tries, a row on how it went."""

from __future__ import annotations

import http.client
import queue
import sqlite3
import threading
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field

from standins.carriers.state import State

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5
WAITING_LIMIT = 500
TIMEOUT_SECONDS = 5.0
_FAILED_CALL = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Letter:
    """One webhook to deliver; `row_id` is its line in the ledger."""

    row_id: int
    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def post(url: str, body: bytes, headers: dict[str, str] | None = None) -> bool:
    """Post JSON once and say whether the receiver answered 2xx. Proxies of the environment are not used."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **(headers or {})})  # noqa: S310 - loopback
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return 200 <= int(answer.status) < 300
    except _FAILED_CALL:
        return False


class Courier:
    """Delivers letters in the order they came; the thread starts with the first one."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: queue.Queue[Letter] = queue.Queue(WAITING_LIMIT)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, letter: Letter) -> None:
        """Queue a letter and return at once; when the queue is full it is marked dropped."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="carrier-webhooks", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(letter)
        except queue.Full:
            self._note(letter, "dropped", 0)

    def deliver(self, letter: Letter, pause_seconds: float = FIRST_PAUSE_SECONDS) -> bool:
        """Try up to ATTEMPTS times, twice as patient each time, and note the end in the ledger."""
        for attempt in range(1, ATTEMPTS + 1):
            if post(letter.url, letter.body, letter.headers):
                self._note(letter, "sent", attempt)
                return True
            if attempt < ATTEMPTS:
                time.sleep(pause_seconds * 2 ** (attempt - 1))
        self._note(letter, "failed", ATTEMPTS)
        return False

    def _run(self) -> None:
        while True:
            letter = self._waiting.get()
            with suppress(sqlite3.Error):  # the file was taken away: nothing to note it in, the next may do
                self.deliver(letter)

    def _note(self, letter: Letter, status: str, attempts: int) -> None:
        with self._state.writing() as db:
            db.execute("UPDATE webhooks SET status = ?, attempts = ? WHERE id = ?", (status, attempts, letter.row_id))
