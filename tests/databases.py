"""Real databases for the tests: a migrated SQLite file to copy, and a PostgreSQL server of our own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DISTRIBUTION = Path("/usr/lib/postgresql")


class NoPostgres(RuntimeError):
    """No PostgreSQL server can be started here; the text says what is missing."""


def find_programs() -> Path:
    """The folder with `initdb` and `pg_ctl`. Raises NoPostgres."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(DISTRIBUTION.glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NoPostgres("no PostgreSQL server programs found (Debian: apt-get install postgresql)")


@contextmanager
def postgres() -> Iterator[str]:
    """A throw-away server on a socket of its own; yields a URL up to the database name. Raises NoPostgres."""
    programs = find_programs()
    as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="tmcard-pg-") as folder:
        root = Path(folder)
        if as_server:
            shutil.chown(root, "postgres", "postgres")
        run = [*as_server, "env", "LC_ALL=C.UTF-8"]
        data = str(root / "data")
        _call(
            [
                *run,
                str(programs / "initdb"),
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "tmcard",
                "-E",
                "UTF8",
                "--no-sync",
            ]
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{root}' -c fsync=off -c max_connections=60"
        _call(
            [
                *run,
                str(programs / "pg_ctl"),
                "-D",
                data,
                "-w",
                "-l",
                str(root / "log"),
                "-o",
                options,
                "start",
            ]
        )
        try:
            yield f"postgresql://tmcard@/{{name}}?host={root}"
        finally:
            _call([*run, str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"])


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode != 0:
        raise NoPostgres(done.stderr or done.stdout)
