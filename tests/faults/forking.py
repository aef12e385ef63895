"""Two ways to let a process live: here, or as a fork that may be killed. Both answer the lines it left behind."""

import gc
import json
import os
import traceback
from collections.abc import Callable
from typing import Any

from tmcard.domain import crashpoints

Emit = Callable[[dict[str, Any]], None]


def here(body: Callable[[Emit], None]) -> list[dict[str, Any]]:
    """Run `body` in this very process; answers every line it left behind."""
    lines: list[dict[str, Any]] = []
    try:
        body(lines.append)
    except Exception:
        lines.append(_crash())
    return lines


def _crash() -> dict[str, Any]:
    crashpoints.hook = lambda _: None
    return {"wrongs": [f"crashed: {traceback.format_exc()[-1500:]}"]}


def forked(body: Callable[[Emit], None]) -> list[dict[str, Any]]:
    """Run `body` in a process of its own; answers every line it left behind, also when it was killed."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        gc.disable()  # a short life: collecting would only copy the parent's pages
        _run(body, write_end)
    os.close(write_end)
    with os.fdopen(read_end, encoding="utf-8") as pipe:
        lines = [json.loads(line) for line in pipe]
    os.waitpid(child, 0)
    return lines


def _run(body: Callable[[Emit], None], write_end: int) -> None:
    def emit(line: dict[str, Any]) -> None:
        os.write(write_end, json.dumps(line).encode() + b"\n")

    try:
        body(emit)
    except BaseException:
        emit(_crash())
    finally:
        os._exit(0)
