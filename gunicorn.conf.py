"""How gunicorn serves the site: threads, since browsers keep idle connections that would hold a sync worker."""

import os
from typing import Any

_host = "0.0.0.0" if os.environ.get("ENV") == "production" else "127.0.0.1"  # noqa: S104 - behind a proxy
bind = f"{_host}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
#: They share a core: fewer wait more evenly, but each is also a payer who can wait for PayPal (docs/performance.md).
threads = int(os.environ.get("WEB_THREADS", "4"))
#: Loaded once and shared by the workers: half the memory. Nothing is open by then that a fork must not share (a test).
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 15
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Before the first fork: make what all processes need, and see to it that they go on sharing it."""
    from tmcard.web import warming  # noqa: PLC0415 - only now has gunicorn put our folder on the path

    warming.warm(server.app.wsgi())
    warming.settle_down()
