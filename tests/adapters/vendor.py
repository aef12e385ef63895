"""A loopback HTTP server that answers what a test tells it to, and remembers what it was asked."""

import json
import os
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One scripted answer; `fault` is `reset` (RST instead of an answer) or `hang`."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


RESET = Reply(fault="reset")
HANG = Reply(fault="hang")
#: For clients of a hanging vendor; all others wait longer than a busy machine may take.
IMPATIENT = (2.0, 0.2)
PATIENT = (5.0, 5.0)


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    call: str
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Vendor(ThreadingHTTPServer):
    """`on("POST /x", reply, ...)` scripts answers; the last one repeats."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base_url = f"http://127.0.0.1:{self.server_address[1]}"
        self.seen: list[Seen] = []
        self.released = threading.Event()
        self._scripts: dict[str, list[Reply]] = defaultdict(list)
        self._lock = threading.Lock()

    def on(self, call: str, *replies: Reply) -> None:
        self._scripts[call] = list(replies)

    def calls(self, call: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.call == call]

    def take(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            script = self._scripts[seen.call]
            return (script.pop(0) if len(script) > 1 else script[0]) if script else Reply(500, b"not scripted")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Vendor

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.server.take(Seen(f"{self.command} {self.path}", self.headers, body))
        if reply.fault:
            self._fail(reply.fault)
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _fail(self, fault: str) -> None:
        self.close_connection = True
        if fault == "hang":
            self.server.released.wait(5)
            return
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the console."""


@contextmanager
def running() -> Iterator[Vendor]:
    """A vendor that answers until the block ends."""
    vendor = Vendor()
    thread = threading.Thread(target=vendor.serve_forever, kwargs={"poll_interval": 0.002}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        vendor.released.set()
        vendor.shutdown()
        vendor.server_close()
        thread.join()


def refused_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
