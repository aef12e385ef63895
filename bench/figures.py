"""From rounds to figures: medians of ratios of the same round, with their span and whether they can be trusted."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.rounds import Rounds, Slot

#: Cores that others may keep busy before a round says nothing: CPU time per request bears more than rates and waits do.
CALM = {"cpu_ms": 1.0, "rate": 0.25, "p50_ms": 0.25, "p99_ms": 0.25, "tail": 0.25}
#: A figure needs so many calm rounds.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and its span. NOISY: too few rounds were calm, so it is shown and not judged."""

    value: float
    low: float
    high: float
    is_noisy: bool = False


def exact(value: float) -> Figure:
    """A figure that is counted, not measured."""
    return Figure(value, value, value)


def of(rounds: Rounds, name: str, what: str) -> Figure:
    """`what` (an attribute of Slot) of one contender."""
    return _figure(rounds, (name,), what, lambda each: _read(each[name], what))


def ratio(rounds: Rounds, name: str, floor: str, what: str) -> Figure:
    """`what` of one contender as a multiple of the floor's in the same round."""
    return _figure(rounds, (name, floor), what, lambda each: _read(each[name], what) / _read(each[floor], what))


def _read(slot: Slot, what: str) -> float:
    return float(getattr(slot, what))


def _figure(rounds: Rounds, names: tuple[str, ...], what: str, value: Callable[[dict[str, Slot]], float]) -> Figure:
    calm = [each for each in rounds if all(each[name].others <= CALM[what] for name in names)]
    is_noisy = len(calm) < min(ENOUGH, len(rounds))
    values = [value(each) for each in (rounds if is_noisy else calm)]
    return Figure(median(values), min(values), max(values), is_noisy)
