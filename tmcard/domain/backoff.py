"""When to look again at something that did not end: soon at first, then ever more patiently."""

from datetime import timedelta

#: The first three looks fall inside the time a payer waits before the page.
DELAYS = tuple(timedelta(seconds=s) for s in (5, 15, 30, 60, 120, 300, 900, 1800, 3600))
#: One worker's claim on a row: at least three times the longest call, so that a live one is not overtaken.
LEASE = timedelta(seconds=60)
#: A call may begin only while this much of the lease is left.
CALL_ROOM = timedelta(seconds=30)


def delay(tries: int, spread: int) -> timedelta:
    """How long to wait after `tries` looks. `spread` (a row's key) shifts it by up to 20 % so rows do not march."""
    base = DELAYS[min(tries, len(DELAYS) - 1)]
    return base * (80 + spread * 7 % 41) / 100


def seconds(count: int) -> timedelta:
    """What another side asked us to wait, capped at an hour: nobody is waited for longer than that."""
    return min(timedelta(seconds=max(0, count)), DELAYS[-1])
