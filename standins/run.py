"""`make run`: bring the database up to date, fill it with demo data once, and start everything under honcho."""

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

from flask_migrate import upgrade

from standins import demo
from standins.servers import running
from standins.settings import HOST, Ports, environment
from tmcard import create_app


def main() -> None:
    """Prepare, then become honcho: from then on Ctrl-C is its business."""
    environ = environment(os.environ)
    taken = [port for port in Ports(int(environ["PORT"])).all() if is_taken(port)]
    if taken:
        sys.exit(f"Port {taken[0]} is in use. Stop what runs there, or choose others: PORT=9000 make run")
    programs = os.path.dirname(sys.executable)
    path = f"{programs}{os.pathsep}{environ.get('PATH', '')}"
    os.environ.update(environ, PATH=path, SITE_PORT=environ["PORT"])  # honcho gives each process a PORT of its own
    prepare(environ)
    os.execv(sys.executable, [sys.executable, "-m", "honcho", "--no-colour", "start"])  # noqa: S606 - our own words


def prepare(environ: dict[str, str]) -> None:
    """Migrate, and seed what is not there yet. Harmless to repeat."""
    app = create_app()
    with app.app_context():
        upgrade()
        if demo.is_wanted():
            Path(environ["CLOCK_FILE"]).unlink(missing_ok=True)  # the demo begins in the present
            print("Filling in demo data ...", flush=True)
            with running(environ, webhooks=False):
                demo.seed(app)


def is_taken(port: int) -> bool:
    """Whether something listens there already."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    main()
