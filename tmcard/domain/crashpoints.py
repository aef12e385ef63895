"""Names for the instants at which a process may die. Production passes them by; the fault tests stop there.

`reached(name)` stands before and after every commit and every vendor call of the renewal story. The
hook is the one piece of mutable module state in the project: only `tests/faults` ever sets it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


def _pass_by(name: str) -> None:
    """What production does at a crash point: nothing."""


hook: Callable[[str], None] = _pass_by


def reached(name: str) -> None:
    """Tell whoever listens that the process has come this far."""
    hook(name)


@contextmanager
def around(name: str) -> Iterator[None]:
    """The points before and after a call, whether it answers or raises."""
    reached(f"before:{name}")
    try:
        yield
    finally:
        reached(f"after:{name}")
