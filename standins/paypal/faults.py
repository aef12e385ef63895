"""Faults on request: the nth call of an operation from now goes wrong in a named way."""

import re
import sqlite3

OPERATIONS = ("token", "create", "read", "capture", "refund", "read_capture", "read_refund")
WITHOUT_EFFECT = ("timeout_without_effect", "500_before", "503", "429", "reset", "redirect_302")
WITH_EFFECT = ("timeout_with_effect", "500_after", "malformed", "empty")
REFUSAL = re.compile(r"refuse:[A-Z0-9_]{1,80}")


def is_known(kind: str) -> bool:
    """Tell whether a fault of this kind can be planned."""
    return kind in WITHOUT_EFFECT + WITH_EFFECT or REFUSAL.fullmatch(kind) is not None


def plan(db: sqlite3.Connection, *, operation: str, nth: int, kind: str) -> None:
    """Let the nth call of the operation from now meet the fault, once."""
    db.execute("INSERT INTO faults (operation, calls_left, kind) VALUES (?, ?, ?)", (operation, nth, kind))


def take(db: sqlite3.Connection, operation: str) -> str:
    """Count one call of the operation; give the fault whose turn it is, or an empty string."""
    db.execute("UPDATE faults SET calls_left = calls_left - 1 WHERE operation = ?", (operation,))
    due = db.execute(
        "SELECT seq, kind FROM faults WHERE operation = ? AND calls_left <= 0 ORDER BY seq LIMIT 1",
        (operation,),
    ).fetchone()
    if due is None:
        return ""
    db.execute("DELETE FROM faults WHERE seq = ?", (due["seq"],))
    return str(due["kind"])


def clear(db: sqlite3.Connection) -> None:
    """Drop every fault that has not happened yet."""
    db.execute("DELETE FROM faults")


def listed(db: sqlite3.Connection) -> list[dict[str, object]]:
    """List the faults still to come."""
    rows = db.execute("SELECT operation, calls_left AS nth, kind FROM faults ORDER BY seq")
    return [dict(row) for row in rows]
