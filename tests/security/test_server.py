"""The web server itself, asked in ways that no browser asks."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ENVIRON
from tests.meta.sources import ROOT

HOST = "Host: localhost\r\n"
#: Two readers could see the end of each in two places.
SMUGGLED = {
    "length and chunks": f"POST / HTTP/1.1\r\n{HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": f"POST /language HTTP/1.1\r\n{HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    "an odd coding": f"POST /language HTTP/1.1\r\n{HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a length that is none": f"POST /language HTTP/1.1\r\n{HOST}Content-Length: +4\r\n\r\nabcd",
    "space before the colon": f"POST /language HTTP/1.1\r\n{HOST}Content-Length : 4\r\n\r\nabcd",
    "a folded header": f"GET / HTTP/1.1\r\n{HOST}X: a\r\n b\r\n\r\n",
    "an underscore": f"GET / HTTP/1.1\r\n{HOST}Content_Length: 4\r\n\r\n",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[int]:
    """The site under gunicorn, as it runs, on a port of its own."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(sqlite_template, folder / "tmcard.sqlite3")
    free = _free_port()
    environ = {
        **ENVIRON,
        "STATE_DIR": str(folder),
        "PORT": str(free),
        "WEB_CONCURRENCY": "1",
        "PATH": os.environ["PATH"],
    }
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environ, **quiet)
    try:
        _wait_for(free)
        yield free
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def _raw(port: int, request: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(request.encode("latin-1"))
        return line.recv(65536).decode("latin-1")


@pytest.mark.parametrize("what", SMUGGLED)
def test_a_request_with_two_ends_is_refused(port: int, what: str) -> None:
    """ASVS 4.2.1: or, where it can only be read in one way, answered like any other."""
    answer = _raw(port, SMUGGLED[what])
    expected = ("200",) if what == "an underscore" else ("400", "501")
    assert answer.split()[1] in expected
    assert answer.count("HTTP/1.1 ") == 1


def test_a_length_that_is_hidden_in_an_underscore_is_not_read(port: int) -> None:
    assert "HTTP/1.1 200" in _raw(
        port, f"GET /healthz HTTP/1.1\r\n{HOST}X_Forwarded_For: 1\r\nConnection: close\r\n\r\n"
    )


def test_an_endless_address_is_refused(port: int) -> None:
    assert _raw(port, f"GET /{'a' * 9000} HTTP/1.1\r\n{HOST}\r\n").split()[1] == "414"


def test_a_made_up_host_gets_no_page(port: int) -> None:
    """ASVS 4.1.3."""
    for host in ("evil.example", "localhost@evil.example", "evil.example#localhost", ""):
        answer = _raw(port, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        assert answer.split()[1] == "400", host


def test_no_version_is_told(port: int) -> None:
    """ASVS 13.4.6."""
    answer = _raw(port, f"GET /nowhere HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n").lower()
    assert not any(f"{name}/" in answer for name in ("gunicorn", "werkzeug", "python"))
