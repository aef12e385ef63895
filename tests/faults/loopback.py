"""HTTP without sockets: requests that the site and the stand-ins send each other are answered in this process.

Everything above the socket is real: the adapters build their requests, the stand-ins answer in the vendors'
wire format, faults included. `tests/faults/test_kills.py` plays the same story over real sockets.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import requests.adapters
import requests.sessions
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import NewConnectionError
from werkzeug.test import create_environ, run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Who answers at which `host:port`.
HOSTS: dict[str, "WSGIApplication"] = {}


class Loopback(HTTPAdapter):
    """The transport of every `requests.Session` made after `install`."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Let the application at the request's address answer it."""
        parts = urlsplit(request.url or "")
        app = HOSTS.get(parts.netloc)
        if app is None:
            nobody = NewConnectionError(None, "nobody listens")  # type: ignore[arg-type]  # there is no connection
            raise requests.ConnectionError(nobody, request=request)
        try:
            return self.build_response(request, _answer(app, request))
        except ConnectionAbortedError as error:
            raise requests.ReadTimeout(request=request) from error
        except ConnectionError as error:
            raise requests.ConnectionError(error, request=request) from error


def _answer(app: "WSGIApplication", request: requests.PreparedRequest) -> HTTPResponse:
    parts = urlsplit(request.url or "")
    environ = create_environ(
        parts.path,
        f"{parts.scheme}://{parts.netloc}",
        query_string=parts.query,
        method=request.method or "GET",
        headers=dict(request.headers),
        data=request.body,
    )
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return HTTPResponse(BytesIO(b"".join(body)), dict(headers), int(status.split()[0]), preload_content=False)


def install(hosts: Mapping[str, "WSGIApplication"]) -> None:
    """Answer all HTTP of this process from `hosts`; for processes that do nothing else."""
    HOSTS.clear()
    HOSTS.update(hosts)
    requests.sessions.HTTPAdapter = Loopback  # the one seam all our clients share
