"""Keeps our calls to a carrier under the number it allows per second."""

import fcntl
import threading
import time
from collections.abc import Callable
from pathlib import Path

#: Nobody queues longer than this. A turn further off was written before the machine, and its clock, began anew.
LONGEST_QUEUE_SECONDS = 60.0


class RateLimit:
    """A token bucket of one: calls leave evenly spaced, `per_second` of them, whatever the number of threads.

    Carriers count an account's calls together: processes of one machine that share `file` share its turns.
    """

    def __init__(
        self,
        per_second: float,
        *,
        file: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._file = file
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at = monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next call may leave. The place in the queue is taken at once."""
        with self._lock:
            now = self._monotonic()
            turn = self._turn(now) if self._file is None else self._turn_of_all(self._file, now)
        if turn > now:
            self._sleep(turn - now)

    def _turn(self, now: float) -> float:
        turn = max(now, self._free_at)
        self._free_at = turn + self._gap
        return turn

    def _turn_of_all(self, file: Path, now: float) -> float:
        """Our turn among all who share the file. A full disk keeps nobody from the carrier: then we count alone."""
        try:
            with file.open("a+", encoding="ascii") as shared:
                fcntl.flock(shared, fcntl.LOCK_EX)  # let go of when it is closed
                shared.seek(0)
                self._free_at = _believable(shared.read(), now)
                turn = self._turn(now)
                shared.truncate(0)
                shared.write(repr(self._free_at))
        except OSError:
            return self._turn(now)
        return turn


def _believable(text: str, now: float) -> float:
    try:
        free_at = float(text)
    except ValueError:  # a new file, or a torn one
        return now
    return free_at if free_at <= now + LONGEST_QUEUE_SECONDS else now
