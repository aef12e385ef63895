"""Keeps our calls to a carrier under the number it allows per second."""

import threading
import time
from collections.abc import Callable


class RateLimit:
    """A token bucket of one: calls leave evenly spaced, `per_second` of them, whatever the number of threads."""

    def __init__(
        self,
        per_second: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at = monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next call may leave. The place in the queue is taken at once."""
        with self._lock:
            now = self._monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._gap
        if turn > now:
            self._sleep(turn - now)
