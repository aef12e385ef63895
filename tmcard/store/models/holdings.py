"""Buckets in a column: written once with the quote that promised them, and read back as they were shown."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from tmcard.domain.holdings import Bucket


class Buckets(TypeDecorator[tuple[Bucket, ...]]):
    """A card's buckets as text. Text can be compared on both databases, so a trigger can hold it; JSON cannot."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Bucket, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps([_row(bucket) for bucket in value], separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Bucket, ...] | None:
        if value is None:
            return None
        return tuple(_bucket(*row) for row in json.loads(value))


def _row(bucket: Bucket) -> list[Any]:
    ends_at, begins_at = (each.isoformat() if each else None for each in (bucket.ends_at, bucket.begins_at))
    return [bucket.remaining_bytes, ends_at, bucket.days, bucket.waits, begins_at]


def _bucket(remaining_bytes: int, ends_at: str | None, days: int, waits: bool, begins_at: str | None) -> Bucket:
    end, begin = (datetime.fromisoformat(each) if each else None for each in (ends_at, begins_at))
    return Bucket(remaining_bytes, end, days, waits, begin)
