"""gunicorn loads the site once and forks (`preload_app`): by then nothing may be open that processes must not share."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRON

LOOK = """
import json, os, threading
import wsgi
links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
paths = [os.readlink(link) for link in links if os.path.lexists(link)]
own = [path for path in paths if path.startswith((os.environ["STATE_DIR"], "socket:"))]
print(json.dumps([own, [thread.name for thread in threading.enumerate()]]))
"""


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:9/0"])
def test_a_loaded_site_has_no_file_no_connection_and_no_thread(tmp_path: Path, redis_url: str) -> None:
    environ = {**os.environ, **ENVIRON, "STATE_DIR": str(tmp_path), "REDIS_URL": redis_url}
    done = subprocess.run([sys.executable, "-c", LOOK], env=environ, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [[], ["MainThread"]]
