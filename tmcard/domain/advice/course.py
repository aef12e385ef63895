"""How long a card is supplied when plans are bought one after the other. The model: docs/advice.md."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from tmcard.domain.plans import Period, PeriodUnit, Stacking
from tmcard.domain.validity import period_end

SECOND = timedelta(seconds=1)
SECONDS_A_DAY = 86_400
#: The longest a calendar unit can be, with the hour that clocks may be set back.
LONGEST = {
    PeriodUnit.DAY: timedelta(days=1, hours=1),
    PeriodUnit.MONTH: timedelta(days=31, hours=1),
    PeriodUnit.YEAR: timedelta(days=366, hours=1),
}
#: Under these rules less on a card can be better than more: it makes a purchase possible.
HINDERED = frozenset({Stacking.QUEUE_EXPIRY, Stacking.GATED})
#: What is bought becomes one with what there is, or takes its place. Under all others it has an end of its own.
GOES_ON = frozenset({Stacking.EXTEND, Stacking.RESET, Stacking.GATED})


@dataclass(frozen=True, slots=True)
class Scale:
    """Instants, lengths and data as whole numbers of one unit, so that nothing is ever rounded.

    A tick is the time in which an 86400th of a byte is used: a byte has 86400 of them, a second `daily_bytes`.
    """

    origin: datetime
    daily_bytes: int

    def time(self, span: timedelta) -> int:
        """The ticks of a length, in whole seconds."""
        return span // SECOND * self.daily_bytes

    def data(self, size_bytes: int) -> int:
        """The ticks for which so much data lasts."""
        return size_bytes * SECONDS_A_DAY

    def at(self, instant: datetime) -> int:
        """The ticks from the origin to `instant`."""
        return self.time(instant - self.origin)

    def instant(self, ticks: int) -> datetime:
        """The last whole second before so many ticks have passed."""
        return self.origin + ticks // self.daily_bytes * SECOND

    def bytes(self, ticks: int) -> int:
        """What is used meanwhile, in whole bytes."""
        return ticks // SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Good:
    """A plan as the search sees it, in ticks. `length` is None where the period goes by the calendar.

    `lasts` is None where the data is enough for as long as the plan runs. One that is gated is refused while more
    than `gate` is left.
    """

    price: int
    rule: Stacking
    period: Period
    length: int | None
    lasts: int | None
    is_first_only: bool = False
    gate: int = 0


class Stand(NamedTuple):
    """Where a card stands: the ticks at which it ends, at which its data ends, and at which that is used up."""

    ends: int
    expires: int
    dry: int

    @property
    def fails(self) -> int:
        """When there is nothing left to use."""
        return min(self.expires, self.dry)


@dataclass(frozen=True, slots=True)
class Course:
    """The time in which a card has to be supplied, and what buying does to it meanwhile."""

    scale: Scale
    begin: int
    until: int
    renews_expired: bool

    def is_over(self, stand: Stand) -> bool:
        """Whether the card is supplied to the end."""
        return stand.fails >= self.until

    def moment(self, stand: Stand) -> int:
        """When something has to be bought: as late as it can be, which is never worse."""
        if stand.ends < self.begin and not self.renews_expired:
            return stand.ends
        return max(stand.fails, self.begin)

    def after(self, stand: Stand, good: Good) -> Stand | None:
        """The card with `good` bought at that moment. None where the carrier's rule does not let it help then."""
        at = self.moment(stand)
        if self._is_refused(stand, good, at):
            return None
        if good.rule is Stacking.GATED:
            ends = self._end(at if self.renews_expired else self._before(at), good)
            return Stand(ends, ends, max(self.begin, ends if good.lasts is None else max(at, self.begin) + good.lasts))
        if good.lasts is None or is_afresh(good):
            return self._afresh(stand, good, at)
        start = max(at, stand.ends) if good.rule is Stacking.EXTEND else self._before(at)
        ends = self._end(start, good)
        return Stand(ends, ends, stand.dry + good.lasts)

    def _before(self, at: int) -> int:
        """A second before, which is the last one in which the card still has what is left on it."""
        return max(0, at - self.scale.time(SECOND))

    def _is_refused(self, stand: Stand, good: Good, at: int) -> bool:
        if good.rule is Stacking.QUEUE_EXPIRY:
            return at < stand.ends
        has_ended = self.renews_expired and at >= stand.ends
        return good.rule is Stacking.GATED and stand.dry - max(at, self.begin) > good.gate and not has_ended

    def _afresh(self, stand: Stand, good: Good, at: int) -> Stand:
        """Data with an end of its own, which is lost then, also where the card is extended: pessimistic, but sure."""
        expires = self._end(at, good)
        used_up = expires if good.lasts is None else min(expires, max(at, self.begin) + good.lasts)
        return Stand(max(stand.ends, expires), expires, max(self.begin, used_up))

    def _end(self, start: int, good: Good) -> int:
        if good.length is not None:
            return start + good.length
        return self.scale.at(period_end(self.scale.instant(start), good.period))

    def reach(self, good: Good) -> tuple[int, int]:
        """By how much `good` can bring the card's end, and the end of its data, further at most."""
        length = good.length
        if length is None:
            length = self.scale.time(LONGEST[good.period.unit] * good.period.count)
        return length, length if good.lasts is None else good.lasts


def is_afresh(good: Good) -> bool:
    """Whether its data has an end of its own. A daily quota runs beside what there is, and nothing of it is kept."""
    return good.lasts is None or good.rule not in GOES_ON
