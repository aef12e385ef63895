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
    with tempfile.TemporaryDirectory(prefix="tmcard-pg-") as folder:
        run = [*_as_server(folder), "env", "LC_ALL=C.UTF-8"]
        data, control = f"{folder}/data", [*run, str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w"]
        _call([*run, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "tmcard", "-E", "UTF8", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
        _call([*control, "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield f"postgresql://tmcard@/{{name}}?host={folder}"
        finally:
            _call([*control, "-m", "immediate", "stop"])


def _as_server(folder: str) -> list[str]:
    """What to put before a command: the server refuses to run as root, so root lends it the folder."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode != 0:
        raise NoPostgres(done.stderr or done.stdout)
