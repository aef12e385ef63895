"""Connections that end without an answer: held for a while and closed, or reset at once."""

import os
import socket
import struct
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from standins.paypal.answers import LOST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Dropping:
    """WSGI middleware. Lets the app finish (so its effect is stored), then withholds the answer where asked."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Pass the answer on, or drop the connection: werkzeug takes a ConnectionError as a client gone."""
        held: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> object:
            held.append((status, headers))
            return lambda _: None

        parts = self._app(environ, keep)  # type: ignore[arg-type]  # the protocol's overloads say no more
        if LOST in environ:
            kind, hold_seconds = environ[LOST]
            time.sleep(hold_seconds)
            _drop(environ.get("werkzeug.socket"), kind)
            raise ConnectionAbortedError("the stand-in dropped this connection")
        start_response(*held[-1])
        return parts


def _drop(connection: socket.socket | None, kind: str) -> None:
    if connection is None:
        return
    if kind == "reset":
        _reset(connection)
    else:
        connection.shutdown(socket.SHUT_RDWR)


def _reset(connection: socket.socket) -> None:
    # Without linger the kernel sends RST, not FIN, when the last descriptor goes. A dead socket takes the
    # descriptor's place, so that the server reads an ordinary end and logs nothing.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    dead, other = socket.socketpair()
    other.close()
    os.dup2(dead.fileno(), connection.fileno())
    dead.close()
