"""The forecast against what happened: `python -m tests.domain.backtest` prints the table of docs/forecast.md.

Each series is cut at several instants. What came before is what the forecast sees, what came after is the truth. Half
of the balances are those that truly lasted so many days, the other half are what plans are sold with.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from statistics import mean, median

from tests.domain.walks import BEGIN, HOUR, KINDS, MB, UNFORESEEABLE, Report, Walk
from tmcard.domain.forecast import PACE_DAYS, Forecast, Pace, forecast, pace
from tmcard.domain.usage import Reading

DAY = timedelta(days=1)
#: Days after the first report at which a series is cut, days that a balance truly lasts, and balances as sold.
CUTS = (1.3, 2, 3, 5, 8, 12, 17, 22, 27)
LASTS = (0.7, 2, 4, 9, 16, 25)
SOLD = (200 * MB, 500 * MB, 1024 * MB, 2048 * MB, 3072 * MB, 5120 * MB)
LEAST = 5 * MB
PLAN_DAYS = 35
#: The figures were chosen on other seeds than these.
SEEDS = range(100, 112)


@dataclass(frozen=True, slots=True)
class Case:
    """What was known, and when the data truly ran out; None: not before the end."""

    reports: Sequence[Report]
    remaining_bytes: int
    ends_at: datetime
    ran_out_at: datetime | None

    @property
    def now(self) -> datetime:
        """The instant of the cut."""
        return self.reports[-1].reported_at

    @property
    def ahead(self) -> Forecast | None:
        """What the forecast says."""
        return forecast(Reading(self.remaining_bytes, 0, self.ends_at, self.now), self.reports, self.now)

    def naive(self) -> datetime | None:
        """The plain average since the first report, drawn on."""
        used = self.reports[-1].used_bytes - self.reports[0].used_bytes
        if not used:
            return None
        after = (self.now - self.reports[0].reported_at) * (self.remaining_bytes / used)
        return self.now + after if self.now + after < self.ends_at else None

    def hours_off(self, said: datetime | None) -> float:
        """How far off it is. Whoever says that it lasts is off by what was missing before the end."""
        return abs((said or self.ends_at) - (self.ran_out_at or self.ends_at)) / HOUR


@dataclass(frozen=True, slots=True)
class Score:
    """Over many cases: the share whose truth lies in the band, and median hours off, ours and the plain average's."""

    kind: str
    cases: int
    covered: float
    hours_off: float
    naive_hours_off: float
    band_days: float


def cases(walk: Walk) -> Iterator[Case]:
    """Every cut of a walk with every balance."""
    dice = Random(1)  # noqa: S311 - to be repeatable is the point
    for cut in CUTS:
        count = sum(at <= cut * 24 for at in walk.times)
        last = walk.times[count - 1]
        if last < cut * 24 - 12:
            continue  # a silence: nothing to cut at
        for lasts in LASTS:
            true = walk.used(min(last + lasts * 24, walk.times[-1])) - walk.used(last)
            for remaining in (true, dice.choice(SOLD)):
                if remaining >= LEAST:
                    yield _case(walk, count, remaining, (PLAN_DAYS - cut) * DAY)


def score(kind: str, found: Iterable[Case]) -> Score:
    """How well the forecast did, where it said anything."""
    said = [(case, ahead) for case in found if (ahead := case.ahead) is not None]
    return Score(
        kind=kind,
        cases=len(said),
        covered=mean(_is_covered(case, ahead) for case, ahead in said),
        hours_off=median(case.hours_off(ahead.likely) for case, ahead in said),
        naive_hours_off=median(case.hours_off(case.naive()) for case, _ in said),
        band_days=median(_width(ahead) for _, ahead in said),
    )


def weeks(walk: Walk) -> Iterator[tuple[Pace, float]]:
    """At every cut the pace, and what was then truly used a day in the week that followed."""
    for cut in CUTS:
        count = sum(at <= cut * 24 for at in walk.times)
        found = pace(walk.reports[:count], walk.reports[count - 1].reported_at)
        if found is not None:
            last = walk.times[count - 1]
            yield found, (walk.used(last + PACE_DAYS * 24) - walk.used(last)) / PACE_DAYS


def within() -> tuple[float, float]:
    """The shares of weeks that stay at or below the pace's high end, and at or above its low one."""
    known = [each for kind in KINDS for seed in SEEDS for each in weeks(Walk(kind, seed))]
    return mean(used <= found.high for found, used in known), mean(used >= found.low for found, used in known)


def scores(seeds: Iterable[int] = SEEDS) -> list[Score]:
    """Of every kind of walk."""
    walks = list(seeds)
    return [score(kind, (case for seed in walks for case in cases(Walk(kind, seed)))) for kind in KINDS]


def _case(walk: Walk, count: int, remaining: float, lasts: timedelta) -> Case:
    now = walk.reports[count - 1].reported_at
    reached = walk.reaches(walk.used(walk.times[count - 1]) + remaining)
    ran_out_at = BEGIN + reached * HOUR if reached is not None else None
    is_before = ran_out_at is not None and ran_out_at < now + lasts
    return Case(walk.reports[:count], int(remaining), now + lasts, ran_out_at if is_before else None)


def _is_covered(case: Case, ahead: Forecast) -> bool:
    truth = case.ran_out_at or case.ends_at
    return (ahead.earliest or case.ends_at) <= truth <= (ahead.latest or case.ends_at)


def _width(ahead: Forecast) -> float:
    return ((ahead.latest or ahead.ends_at) - (ahead.earliest or ahead.ends_at)) / DAY


def table(found: Sequence[Score]) -> Iterator[str]:
    """The lines of docs/forecast.md."""
    yield "| series | cases | in the band | hours off (median) | plain average | width of the band, days (median) |"
    yield "|---|---|---|---|---|---|"
    average: Callable[[str], float] = lambda name: mean(getattr(each, name) for each in found)  # noqa: E731
    names = ("covered", "hours_off", "naive_hours_off", "band_days")
    mean_of_all = Score("all", sum(each.cases for each in found), *(average(name) for name in names))
    for each in [*found, mean_of_all]:
        name = f"{each.kind} *" if each.kind in UNFORESEEABLE else each.kind
        figures = f"{each.covered:.0%} | {each.hours_off:.0f} | {each.naive_hours_off:.0f} | {each.band_days:.1f}"
        yield f"| {name} | {each.cases} | {figures} |"


if __name__ == "__main__":
    print("Weeks at or below the high pace: {:.0%}, at or above the low one: {:.0%}\n".format(*within()))  # noqa: T201
    print("\n".join(table(scores())))  # noqa: T201 - what it is for
