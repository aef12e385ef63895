"""The stand-ins' process of a local run. When everything serves, it says where, and how to sign in."""

import os
import signal
import threading
import urllib.error
import urllib.request

from standins import demo
from standins.servers import running
from standins.settings import HOST, Ports, environment

READY_SECONDS = 60


def main() -> None:
    """Serve until a signal comes; print the welcome as soon as the site answers."""
    environ = environment(os.environ)
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with running(environ, webhooks=True):
        if site_answers(int(environ["PORT"]), done):
            print(welcome(Ports(int(environ["PORT"]))), flush=True)
        done.wait()


def site_answers(port: int, done: threading.Event) -> bool:
    """Wait until the site says that it is ready. False when we were told to stop, or it took too long."""
    for _ in range(READY_SECONDS * 5):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            if done.wait(0.2):
                return False
    print("The site did not become ready: see the lines of `web` above.", flush=True)
    return False


def welcome(ports: Ports) -> str:
    """Where everything is, and the demo owners' log-ins."""
    lines = [
        "",
        "  T-M card is ready.",
        "",
        f"  The site        http://{HOST}:{ports.site}/",
        f"  Your mailbox    http://{HOST}:{ports.mailbox}/   (every SMS code and e-mail arrives here)",
        "  PayPal          a stand-in waits behind the pay button; no real money",
        f"  The carrier     http://{HOST}:{ports.carriers}/  (stand-in; balances, failures on request)",
        "",
        *(f"  {line}" for line in demo.log_ins(f"http://{HOST}:{ports.site}", f"http://{HOST}:{ports.mailbox}")),
        "",
        "  Ctrl-C stops everything. Your data stays in the state folder.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
