"""One line per request, with an id that the reader can quote and without what only the reader may know."""

import logging
import secrets
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from tmcard.config import Config
from tmcard.web.security import KEYED

QUIET = frozenset({"/healthz", "/readyz"})
log = structlog.get_logger("access")


def install(app: Flask, config: Config) -> None:
    """Give each request an id and write it down when it is answered."""
    configure(config)
    app.before_request(_begin)
    app.after_request(_end)


def configure(config: Config) -> None:
    """Let structlog write JSON or plain lines, from the configured level on."""
    as_text = structlog.processors.JSONRenderer() if config.log_format == "json" else structlog.dev.ConsoleRenderer()
    level = logging.getLevelNamesMapping().get(config.log_level, logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def redact(path: str) -> str:
    """`path` without the secret it may hold, and as one line that can be read: strangers write it."""
    shown = path if path.isprintable() else path.encode("unicode_escape").decode()
    return KEYED.sub(r"/\1/…", shown)


def _begin() -> None:
    kept: Any = g._get_current_object()
    kept.request_id, kept.begun_at = secrets.token_hex(8), time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=kept.request_id)


def _end(response: Response) -> Response:
    asked, kept = request.environ, g._get_current_object()
    response.headers.add("X-Request-ID", kept.get("request_id", ""))
    path = request.path
    if path not in QUIET:
        spent = round((time.perf_counter() - kept.get("begun_at", time.perf_counter())) * 1000, 1)
        log.info("request", method=asked["REQUEST_METHOD"], path=redact(path), status=response.status_code, ms=spent)
    return response
