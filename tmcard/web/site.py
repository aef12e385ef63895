"""Flask, spared what it asks itself at each request though this site always answers the same."""

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from flask import Flask, Request, Response
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import get_host

#: Headers that may hold an address to be made whole.
RELATIVE = ("Location", "Content-Location")
#: Hosts that were looked at. Strangers write them, so few are remembered; one that is refused never is.
trusted = lru_cache(maxsize=64)(get_host)


class Answer(Response):
    """An answer whose headers are sent as they are where nothing in them can be left to put right."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers to send."""
        named = {name for name, _value in self.headers}
        if self.status_code == HTTPStatus.OK and "Content-Length" in named and named.isdisjoint(RELATIVE):
            return self.headers
        return super().get_wsgi_headers(environ)


class Site(Flask):
    """The application. It finds, says and refuses what Flask's own would."""

    response_class = Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none here is a coroutine, which Flask looks for in each that it calls."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds the view. The host is looked at once instead of three times."""
        host = request.environ.get("HTTP_HOST") if request is not None else None
        if request is None or host is None or self.config["SERVER_NAME"] is not None:
            return super().create_url_adapter(request)
        request.trusted_hosts = known = self.config["TRUSTED_HOSTS"]
        request.host = found = trusted(request.scheme, host, None, tuple(known or ()))
        query = request.query_string.decode(errors="replace")
        path = request.path if request.environ.get("PATH_INFO") else ""
        where = (self.url_map, found.lower(), request.root_path, "", request.scheme, path)
        return MapAdapter(*where, request.method, query)
