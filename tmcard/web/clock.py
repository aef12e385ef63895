"""What time it is: the one place in the web that asks. Tests set the clock by `app.extensions["tmcard_clock"]`."""

from datetime import UTC, datetime

from flask import current_app

CLOCK = "tmcard_clock"


def now() -> datetime:
    """The present instant, aware, in UTC."""
    clock = current_app.extensions.get(CLOCK)
    return clock() if clock is not None else datetime.now(UTC)
