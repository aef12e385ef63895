"""Instants as whole seconds since 1970, and the two ways they are written."""

from __future__ import annotations

from datetime import UTC, datetime

from standins.carriers.standin import Wrong

DAY = 86400


def wire(at: int | None) -> str | None:
    """Write an instant the way the carrier does: `2026-11-30T15:59:59+0000`."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def parse(text: object, name: str) -> int | None:
    """Read an ISO 8601 instant with an offset; nothing at all is None."""
    if text is None or text == "":
        return None
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Wrong(f"{name} is not an ISO 8601 instant: {text}") from error
    if at.tzinfo is None:
        raise Wrong(f"{name} needs an offset, such as Z: {text}")
    return int(at.timestamp())
