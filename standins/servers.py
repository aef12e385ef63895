"""Start and stop the stand-ins' servers in threads of one process."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from standins import carriers, mailbox, paypal
from standins.settings import HOST, Ports


@contextmanager
def running(environ: Mapping[str, str], *, webhooks: bool) -> Iterator[dict[str, Flask]]:
    """All stand-ins at the ports of `environ`; they stop with the context. Without `webhooks` they send none."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    ports = Ports(int(environ["PORT"]))
    state = Path(environ["STATE_DIR"])
    site = f"http://{HOST}:{ports.site}" if webhooks else ""
    apps = {
        "paypal": paypal.create_app(
            state_path=state / "standin-paypal.sqlite3",
            base_url=f"http://{HOST}:{ports.paypal}",
            webhook_url=f"{site}/webhooks/paypal" if site else "",
            client_id=environ["PAYPAL_CLIENT_ID"],
            client_secret=environ["PAYPAL_CLIENT_SECRET"],
            webhook_id=environ["PAYPAL_WEBHOOK_ID"],
        ),
        "carriers": carriers.create_app(
            state_path=state / "standin-carriers.sqlite3",
            access_code=environ["ESIMACCESS_ACCESS_CODE"],
            webhook_url="",
        ),
        "mailbox": mailbox.create_app(
            state_path=state / "standin-mailbox.sqlite3",
            account_sid=environ["SMS_ACCOUNT_SID"],
            auth_token=environ["SMS_AUTH_TOKEN"],
        ),
    }
    with ExitStack() as stack:
        stack.callback(apps["paypal"].extensions["standin"])
        for name, app in apps.items():
            stack.enter_context(served(app, getattr(ports, name)))
        smtp = mailbox.start_smtp(state_path=state / "standin-mailbox.sqlite3", port=ports.smtp)
        stack.callback(smtp.stop)
        yield apps


@contextmanager
def served(app: Flask, port: int) -> Iterator[int]:
    """`app` on a loopback port (0: any free one), in a thread; yields the port."""
    server = make_server(HOST, port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]  # the threaded server has it, its base has not
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
