"""Keeps our calls under what Airalo allows: so many a second in all, so many a minute for each card."""

import threading
import time
from collections import deque
from collections.abc import Callable

from tmcard.domain.ports import Busy

PER_SECOND = 5
#: Calls of one kind for one card.
PER_MINUTE_EACH = 10
MINUTE = 60.0
#: More keys than this are tidied up.
MANY = 10_000
#: How long a plea without a number of seconds is heeded.
USUAL_PAUSE_SECONDS = 5


class Limits:
    """Lets calls pass evenly spaced. A minute that is used up, or a plea not yet over, is Busy: nothing is sent."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at = monotonic()
        self._sent: dict[tuple[str, str], deque[float]] = {}
        self._closed_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def admit(self, kind: str, card: str = "") -> None:
        """Return when a call of `kind` (about `card`, if any) may leave. Raises Busy when that is too far off."""
        with self._lock:
            now = self._monotonic()
            self._check(kind, now)
            if card:
                self._count(kind, card, now)
            turn = max(now, self._free_at)
            self._free_at = turn + 1 / PER_SECOND
        if turn > now:
            self._sleep(turn - now)

    def heed(self, kind: str, retry_after_seconds: int | None) -> None:
        """Send no more calls of `kind` for as long as Airalo asked."""
        with self._lock:
            pause = USUAL_PAUSE_SECONDS if retry_after_seconds is None else retry_after_seconds
            self._closed_until[kind] = self._monotonic() + pause

    def _check(self, kind: str, now: float) -> None:
        wait = self._closed_until.get(kind, now) - now
        if wait > 0:
            raise _busy(wait)

    def _count(self, kind: str, card: str, now: float) -> None:
        if len(self._sent) > MANY:
            self._sent = {key: sent for key, sent in self._sent.items() if sent and sent[-1] + MINUTE > now}
        sent = self._sent.setdefault((kind, card), deque(maxlen=PER_MINUTE_EACH))
        if len(sent) == PER_MINUTE_EACH and sent[0] + MINUTE > now:
            raise _busy(sent[0] + MINUTE - now)
        sent.append(now)


def _busy(wait: float) -> Busy:
    return Busy("busy", retry_after_seconds=int(wait) + 1, evidence={"issue": "our_own_limit"})
