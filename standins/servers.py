"""Start and stop the stand-ins' servers in threads of one process."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from standins import carriers, mailbox, paypal
from standins.carriers import ticking
from standins.carriers.standin import KEY
from standins.settings import HOST, Ports
from tmcard.web.clock import moved


@contextmanager
def running(environ: Mapping[str, str], *, webhooks: bool) -> Iterator[dict[str, Flask]]:
    """All stand-ins at the ports of `environ`; they stop with the context. Without `webhooks` they send none."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    ports = Ports(int(environ["PORT"]))
    state, clock = Path(environ["STATE_DIR"]), clock_of(environ)
    letters = state / "standin-mailbox.sqlite3"
    apps = {
        "paypal": _paypal(environ, ports, state, webhooks),
        "carriers": _carriers(environ, ports, state, webhooks),
        "mailbox": mailbox.create_app(
            state_path=letters,
            account_sid=environ["SMS_ACCOUNT_SID"],
            auth_token=environ["SMS_AUTH_TOKEN"],
            clock=clock,
        ),
    }
    with ExitStack() as stack:
        stack.callback(apps["paypal"].extensions["standin"])
        if webhooks:
            stack.callback(ticking.start(apps["carriers"].extensions[KEY]))
        for name, app in apps.items():
            stack.enter_context(served(app, getattr(ports, name)))
        stack.callback(mailbox.start_smtp(state_path=letters, port=ports.smtp, clock=clock).stop)
        yield apps


def clock_of(environ: Mapping[str, str]) -> Callable[[], datetime]:
    """The clock that all of them go by: that of the site (see `tmcard.web.clock`)."""
    return moved(Path(environ["CLOCK_FILE"])) if environ.get("CLOCK_FILE") else real_time


def real_time() -> datetime:
    """The present."""
    return datetime.now(UTC)


def _webhook(ports: Ports, vendor: str) -> str:
    return f"http://{HOST}:{ports.site}/webhooks/{vendor}"


def _carriers(environ: Mapping[str, str], ports: Ports, state: Path, webhooks: bool) -> Flask:
    return carriers.create_app(
        state_path=state / "standin-carriers.sqlite3",
        access_code=environ["ESIMACCESS_ACCESS_CODE"],
        webhook_url=_webhook(ports, "esimaccess") if webhooks else "",
        clock=clock_of(environ),
        airalo_client_id=environ.get("AIRALO_CLIENT_ID", ""),
        airalo_client_secret=environ.get("AIRALO_CLIENT_SECRET", ""),
        airalo_webhook_url=_webhook(ports, "airalo") if webhooks else "",
    )


def _paypal(environ: Mapping[str, str], ports: Ports, state: Path, webhooks: bool) -> Flask:
    return paypal.create_app(
        state_path=state / "standin-paypal.sqlite3",
        base_url=f"http://{HOST}:{ports.paypal}",
        webhook_url=_webhook(ports, "paypal") if webhooks else "",
        client_id=environ["PAYPAL_CLIENT_ID"],
        client_secret=environ["PAYPAL_CLIENT_SECRET"],
        webhook_id=environ["PAYPAL_WEBHOOK_ID"],
        clock=clock_of(environ),
    )


class Handler(WSGIRequestHandler):
    """Answers carry one date: the application's own where it has one, since a stand-in's clock can be moved."""

    def send_header(self, keyword: str, value: str) -> None:
        """Let a second date take the place of the server's."""
        if keyword.lower() == "date":
            lines: list[bytes] = vars(self).get("_headers_buffer", [])
            lines[:] = [line for line in lines if not line.lower().startswith(b"date:")]
        super().send_header(keyword, value)


@contextmanager
def served(app: Flask, port: int) -> Iterator[int]:
    """`app` on a loopback port (0: any free one), in a thread; yields the port."""
    server = make_server(HOST, port, app, threaded=True, request_handler=Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]  # the threaded server has it, its base has not
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
