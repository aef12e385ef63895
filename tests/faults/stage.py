"""A process that forks one child per act and lets it be killed where a test says.

Started as `python -m tests.faults.stage` with the site's settings in the environment. Reads one JSON line per act:
`{"act": "pay" | "return" | "work", "ref", "token", "ahead_seconds", "crash": name or "", "nth": 1}`
and answers one: `{"signal": 0 or 9, "exit": code, "reached": [crash points in order]}`.
The child is a real process: it opens its own database connections and is ended by SIGKILL.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests import rows
from tmcard import create_app
from tmcard.domain import crashpoints
from tmcard.store import orders, owners
from tmcard.web.database import db
from tmcard.worker import Worker


def main() -> None:
    """Fork, watch, report; until the input ends."""
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_perform(app, json.loads(line))) + "\n")
        sys.stdout.flush()


def _perform(app: Flask, order: dict[str, Any]) -> dict[str, Any]:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _act(app, order, write_end)
    os.close(write_end)
    with os.fdopen(read_end) as reached:
        names = reached.read().split()
    status = os.waitpid(child, 0)[1]
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"signal": killed, "exit": os.waitstatus_to_exitcode(status), "reached": names}


def _act(app: Flask, order: dict[str, Any], reached: int) -> None:
    """What the child does: one act of the web or of the worker. Never returns."""
    ahead = timedelta(seconds=order["ahead_seconds"])

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    app.extensions["tmcard_clock"] = clock
    client = _owner_of(app, order["ref"], clock()) if order["act"] == "pay" else app.test_client()
    crashpoints.hook = _killer(order["crash"], order["nth"], reached)
    code = 1
    try:
        ACTS[order["act"]](app, client, order)
        code = 0
    finally:
        os._exit(code)


def _killer(crash: str, nth: int, reached: int) -> Callable[[str], None]:
    seen: Counter[str] = Counter()

    def hook(name: str) -> None:
        seen[name] += 1
        os.write(reached, f"{name}\n".encode())
        if name == crash and seen[name] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _pay(app: Flask, client: FlaskClient, order: dict[str, Any]) -> None:
    answer = client.post(f"/checkout/{order['ref']}/pay", data={"terms": "y", "email": "payer@example.com"})
    if answer.status_code != 303:
        raise AssertionError(answer.status_code)


def _return(app: Flask, client: FlaskClient, order: dict[str, Any]) -> None:
    client.get(f"/checkout/{order['ref']}/return?token={order['token']}")


def _work(app: Flask, client: FlaskClient, order: dict[str, Any]) -> None:
    Worker(app, app.extensions["tmcard_clock"]).sweep()


def _owner_of(app: Flask, ref: str, now: datetime) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        session = db.session()
        order = orders.by_ref(session, ref)
        owner = owners.by_id(session, order.owner_id) if order and order.owner_id else None
        session.commit()
        if owner is None:
            raise LookupError(ref)
        rows.sign_in(client, session, owner, now)
    return client


ACTS: dict[str, Callable[[Flask, FlaskClient, dict[str, Any]], None]] = {
    "pay": _pay,
    "return": _return,
    "work": _work,
}

if __name__ == "__main__":
    main()
