"""The present instant in statements that are written once and asked for every second."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam

from tmcard.store.models.base import Instant


class Now:
    """`NOW - span` in a condition: a value that is given at each run."""

    def __init__(self) -> None:
        self._spans: dict[str, timedelta] = {}

    def __sub__(self, span: timedelta) -> ColumnElement[datetime]:
        name = f"ago_{span.total_seconds():.0f}"
        self._spans[name] = span
        return bindparam(name, type_=Instant())

    def values(self, now: datetime) -> dict[str, datetime]:
        """What the statements written with it want to know."""
        return {name: now - span for name, span in self._spans.items()}
