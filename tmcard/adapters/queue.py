"""The runner's queue (Huey): carries ids from whoever changed a row to the worker, and nothing else.

Queue libraries lose or repeat work when a process is killed; here a lost nudge costs the seconds until
the sweeper's next look, and a repeated one finds nothing to do.
"""

from collections.abc import Callable
from pathlib import Path

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from redis import ConnectionPool

log = structlog.get_logger()

#: Seconds after which a hanging Redis counts as gone; the worker's own wait for work is one second.
REDIS_TIMEOUTS = {"socket_connect_timeout": 2, "socket_timeout": 5}
Drive = Callable[[str, int], None]


def build_queue(redis_url: str, state_dir: Path) -> Huey:
    """RedisHuey where there is a Redis to share between machines, else a SQLite file in `state_dir`."""
    if redis_url:
        pool = ConnectionPool.from_url(redis_url, **REDIS_TIMEOUTS)
        return RedisHuey("tmcard", connection_pool=pool, results=False)
    return SqliteHuey("tmcard", filename=str(state_dir / "queue.sqlite3"), results=False, fsync=False)


class QueueWake:
    """`domain.ports.Wake` over a Huey queue. The worker's one also says what to do with a nudge (`drive`)."""

    def __init__(self, queue: Huey, drive: Drive | None = None) -> None:
        def nudge(kind: str, row_id: int) -> None:
            if drive is not None:
                drive(kind, row_id)

        self._nudge = queue.task(name="nudge")(nudge)

    def payment(self, payment_id: int) -> None:
        """A payment may have something to settle."""
        self._send("payment", payment_id)

    def order(self, order_id: int) -> None:
        """A paid order waits for its top-up."""
        self._send("order", order_id)

    def message(self, message_id: int) -> None:
        """A message waits to be sent."""
        self._send("message", message_id)

    def _send(self, kind: str, row_id: int) -> None:
        try:
            self._nudge(kind, row_id)
        except Exception as error:
            log.warning("nudge_lost", kind=kind, row_id=row_id, error=type(error).__name__)
