"""What time it is: the one place in the web that asks. Tests set the clock by `app.extensions["tmcard_clock"]`."""

from datetime import UTC, datetime

from flask import Flask, current_app

CLOCK = "tmcard_clock"


def now(app: Flask | None = None) -> datetime:
    """The present instant, aware, in UTC. Outside a request `app` says whose clock it is."""
    clock = (app or current_app).extensions.get(CLOCK)
    return clock() if clock is not None else datetime.now(UTC)
