"""What every view of the stand-in works with: built once per app, immutable but for the rate counter."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import flask

from standins.carriers.courier import Courier
from standins.carriers.state import State

KEY = "carriers"
_SECOND = timedelta(seconds=1)


class Wrong(ValueError):
    """A control call that makes no sense; its text is shown to the developer who sent it."""


@dataclass(frozen=True)
class Pauses:
    """How long the failures that cost time take."""

    hang_seconds: float
    slow_seconds: float


class RateLimit:
    """Counts the calls of the last second, over real time: moving the clock does not refill it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[datetime] = deque()

    def admits(self, at: datetime, per_second: int) -> bool:
        """Take one call into account and say whether it may pass; 0 means no limit."""
        if per_second <= 0:
            return True
        with self._lock:
            while self._seen and self._seen[0] <= at - _SECOND:
                self._seen.popleft()
            if len(self._seen) >= per_second:
                return False
            self._seen.append(at)
            return True


@dataclass(frozen=True)
class Standin:
    """The parts the views share."""

    state: State
    access_code: str
    webhook_url: str
    pauses: Pauses
    courier: Courier
    rate_limit: RateLimit
    airalo_client_id: str = ""
    airalo_client_secret: str = ""
    airalo_webhook_url: str = ""


def current() -> Standin:
    """Return the stand-in behind the request being answered."""
    return cast(Standin, flask.current_app.extensions[KEY])
