"""A card as it is looked at, in tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tmcard.domain.alerts import Look, Marks, Sight
from tmcard.domain.forecast import Forecast
from tmcard.domain.habits import Habits
from tmcard.domain.preferences import Preferences
from tmcard.domain.usage import Reading

#: Two in the afternoon in Beijing.
NOON = datetime(2026, 11, 22, 6, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 15, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = Preferences(frozenset(), frozenset())
NO_MAIL = Preferences(by_email=frozenset())


def marks(now: datetime = NOON, **changes: Any) -> Marks:
    """A card of which nothing was told yet, with 20 days to go."""
    return replace(Marks(100, now + 20 * DAY), **changes)


def sight(used: int = 0, ends_at: datetime | None = None, total: int = 100, **changes: Any) -> Sight:
    """What is seen of a month plan in Beijing."""
    ends_at = ends_at or NOON + 20 * DAY
    seen = Sight(Reading(total, used, ends_at, NOON), "month", "Asia/Shanghai", Preferences())
    return replace(seen, **changes)


def ahead(likely: datetime | None, earliest: datetime | None = None) -> Forecast:
    """A forecast of which only the band matters."""
    habits = Habits(1.0, 0.1, 7.0, 0.1, (0.0, 1.0))
    return Forecast(earliest or likely, likely, None, NOON + 20 * DAY, 0, NOON, habits)


def told(found: Look) -> list[str]:
    """What the owner is told now."""
    return [str(each) for each in found.told]
