"""gunicorn loads the site once and forks (`preload_app`): by then nothing may be open that processes must not share."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ENVIRON

LOOK = """
import json, os, threading
import wsgi
from tmcard.web.warming import warm
warm(wsgi.app)
links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
paths = [os.readlink(link) for link in links if os.path.lexists(link)]
own = [path for path in paths if path.startswith((os.environ["STATE_DIR"], "socket:"))]
print(json.dumps([own, [thread.name for thread in threading.enumerate()]]))
"""
LOADED = "import json, sys, wsgi; print(json.dumps(sorted(sys.modules)))"
#: What some process needs some day, and is loaded there and then. See docs/performance.md.
LATE = {"alembic", "flask_migrate", "fontTools", "fpdf", "tmcard.commands", "tmcard.worker"}


def said(program: str, folder: Path, **settings: str) -> Any:
    """What a fresh interpreter prints last."""
    environ = {**os.environ, **ENVIRON, "STATE_DIR": str(folder), **settings}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:9/0"])
def test_a_loaded_site_has_no_file_no_connection_and_no_thread(tmp_path: Path, redis_url: str) -> None:
    assert said(LOOK, tmp_path, REDIS_URL=redis_url) == [[], ["MainThread"]]


def test_a_loaded_site_holds_nothing_that_only_some_need(tmp_path: Path) -> None:
    assert LATE & set(said(LOADED, tmp_path)) == set()
