"""The real web and worker processes, with two strings attached: a clock that a test moves, and a place to die or halt.

`gunicorn tests.faults.site:app` and `python -m tests.faults.site`. `FAULTS_DIR` holds `clock` (seconds ahead) and,
once wanted, `web` or `worker`: a line `kill|stop|kill-all POINT`. Whoever passes that point first obeys it.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from tmcard import create_app, worker
from tmcard.domain import crashpoints

FOLDER = Path(os.environ.get("FAULTS_DIR", "."))
#: The worker looks this often: nobody wants to wait for it here.
SWEEP_SECONDS = 0.1


def now() -> datetime:
    """The time, as far ahead as the test says."""
    try:
        ahead = float((FOLDER / "clock").read_text(encoding="ascii"))
    except (OSError, ValueError):
        ahead = 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead)


def obeying(role: str) -> Callable[[str], None]:
    """A hook that dies or halts where the file of its role says, once."""

    def hook(name: str) -> None:
        path = FOLDER / role
        try:
            deed, point = path.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return
        if point == name:
            path.replace(path.with_suffix(".done"))  # only one process gets to rename it
            _obey(deed)

    return hook


def _obey(deed: str) -> None:
    if deed == "stop":  # sent to this very thread: the process's would stop some other one first, and this one late
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    elif deed == "kill-all":
        os.killpg(0, signal.SIGKILL)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def build(role: str) -> Flask:
    """The site as `wsgi.py` builds it, with the strings attached."""
    built = create_app()
    built.config["WTF_CSRF_ENABLED"] = False
    built.extensions["tmcard_clock"] = now
    crashpoints.hook = obeying(role)
    return built


if __name__ == "__main__":
    worker.SWEEP_SECONDS = SWEEP_SECONDS
    worker.Worker(build("worker"), now).run()
elif "gunicorn" in sys.modules:
    app = build("web")
