"""What time it is: the one place in the product that asks.

Tests set the clock by `app.extensions["tmcard_clock"]`, a local run by `CLOCK_FILE`; elsewhere there is none to set.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, current_app

from tmcard.config import Config

CLOCK = "tmcard_clock"
#: A clock that is further ahead than this is a slip of the hand.
FURTHEST = timedelta(days=3650)


def install(app: Flask, config: Config) -> None:
    """Let the clock of a local run be moved. In production there is no such file (see `config`), and nothing to ask."""
    if config.clock_file is not None:
        app.extensions[CLOCK] = moved(config.clock_file)


def now(app: Flask | None = None) -> datetime:
    """The present instant, aware, in UTC. Outside a request `app` says whose clock it is."""
    clock = (app or current_app).extensions.get(CLOCK)
    return clock() if clock is not None else datetime.now(UTC)


def moved(path: Path) -> Callable[[], datetime]:
    """A clock that is ahead by the seconds that stand in the file, as soon as they do. Without the file it is right."""
    known: tuple[int, timedelta] = (0, timedelta(0))

    def clock() -> datetime:
        nonlocal known
        changed_at = _changed_at(path)
        if changed_at != known[0]:
            known = (changed_at, ahead(path))
        return datetime.now(UTC) + known[1]

    return clock


def ahead(path: Path) -> timedelta:
    """How far the clock of the file is ahead."""
    try:
        return timedelta(seconds=int(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, OverflowError):
        return timedelta(0)


def set_ahead(path: Path, by: timedelta) -> None:
    """Move the clock: at once and whole for everybody who looks, or not at all. Raises ValueError beyond FURTHEST."""
    if not timedelta(0) <= by <= FURTHEST:
        raise ValueError("ahead")
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(f"{int(by.total_seconds())}\n", encoding="utf-8")
    fresh.replace(path)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
