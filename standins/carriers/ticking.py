"""What passing time calls for: the webhooks that are due since it was last looked, sent once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from standins.carriers import holding, settings
from standins.carriers.airalo import notices as airalo_notices
from standins.carriers.esimaccess import notices
from standins.carriers.standin import Standin

EVERY_SECONDS = 2.0
_SWEPT_AT = "swept_at"


def sweep(standin: Standin, *, advance: int = 0, wait: bool = False) -> dict[str, Any]:
    """Move the clock by `advance` seconds and send what has become due since the last look."""
    with standin.state.writing() as db:
        earlier = settings.read(db, _SWEPT_AT, settings.now(standin.state, db))
        if advance:
            settings.advance(db, advance)
        now = settings.now(standin.state, db)
        settings.write(db, _SWEPT_AT, now)
        times = holding.copies(db)
    holding.send_due(standin, now, wait=wait)
    due = notices.sweep(standin, earlier, now)
    sent = notices.send(standin, due, times=times, wait=wait)
    airalo_notices.send(standin, airalo_notices.sweep(standin, earlier, now), times=times, wait=wait)
    return {"now": now, "due": len(due), **sent}


def start(standin: Standin) -> Callable[[], None]:
    """Look every few seconds in a thread of its own; what comes back stops it and waits for that."""
    has_ended = threading.Event()

    def run() -> None:
        while not has_ended.wait(EVERY_SECONDS):
            with suppress(sqlite3.Error):  # the file was taken away, or is busy: the next look may find it
                sweep(standin)

    thread = threading.Thread(target=run, name="carrier-clock", daemon=True)
    thread.start()

    def stop() -> None:
        has_ended.set()
        thread.join(5)

    return stop
