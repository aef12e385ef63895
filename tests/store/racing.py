"""Several processes that do the same at the same moment, each with a database session of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from tmcard.store.transactions import release

Told = TypeVar("Told")


def together(session: Session, work: Callable[[Session], Told], times: int = 4) -> list[Told]:
    """What `work` brings each of them."""
    release(session)
    barrier, engine = threading.Barrier(times), session.get_bind()

    def act(_: int) -> Told:
        with Session(engine, expire_on_commit=False) as own:
            barrier.wait(timeout=20)
            return work(own)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))
