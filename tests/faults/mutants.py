"""`make mutants`: who tests the harness. Each protective line is taken out of a copy, which must then be caught."""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.faults.mutation import Mutation
from tests.faults.mutations import MUTATIONS
from tests.faults.running import cores, say
from tests.meta.sources import ROOT

COPIED = ("tmcard", "tests", "standins", "migrations")
ALONE = ("wsgi.py", "pyproject.toml", "gunicorn.conf.py", "Procfile")
SECONDS = 300


class Stale(LookupError):
    """The text a mutation replaces does not stand in its file exactly once: mend the mutation."""


def mutated(text: str, mutation: Mutation) -> str:
    """The file's text without its protective line. Raises Stale."""
    if text.count(mutation.old) != 1:
        raise Stale(f"{mutation.name}: found {text.count(mutation.old)} times in {mutation.file}")
    broken = text.replace(mutation.old, mutation.new)
    ast.parse(broken)  # what does not even compile would prove nothing
    return broken


def copy(folder: Path) -> Path:
    """A copy of the project to be broken."""
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    for name in ALONE:
        shutil.copyfile(ROOT / name, folder / name)
    return folder


@contextmanager
def broken(folder: Path, mutation: Mutation) -> Iterator[None]:
    """The copy with one mutation in it."""
    path = folder / "tmcard" / mutation.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(mutated(whole, mutation), encoding="utf-8")
    _forget_compiled(path)
    try:
        yield
    finally:
        path.write_text(whole, encoding="utf-8")
        _forget_compiled(path)


def _forget_compiled(path: Path) -> None:
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()


def killer(folder: Path, mutation: Mutation) -> str:
    """What notices the mutation, or nothing. Raises Stale."""
    with broken(folder, mutation):
        return next((each for each in mutation.seen_by if not _passes(folder, each)), "")


def _passes(folder: Path, check: str) -> bool:
    command = [sys.executable, "-m", "tests.faults", "--jobs", "1", "--replay", check]
    if check.startswith("tests/"):
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", check]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Print killed or survived for each, and the score; exit code 1 when one survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name holds this text")
    parser.add_argument("--sound", action="store_true", help="check instead that nothing notices the whole project")
    parser.add_argument("--jobs", type=int, default=cores())
    asked = parser.parse_args(arguments)
    chosen = [each for each in MUTATIONS if asked.only in each.name]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tmcard-mutants-") as folder:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.jobs):
            free.put(copy(Path(folder) / str(number)))
        if asked.sound:
            return _sound(free.get(), chosen)
        with ThreadPoolExecutor(asked.jobs) as pool:
            killed = sum(pool.map(lambda each: _judge(free, each), chosen))
    say(f"{killed} of {len(chosen)} mutants killed in {time.monotonic() - began:.0f} s")
    return int(killed < len(chosen))


def _judge(free: "SimpleQueue[Path]", mutation: Mutation) -> bool:
    folder = free.get()
    try:
        found = killer(folder, mutation)
        by = found or ", ".join(mutation.seen_by)
        say(f"{'killed' if found else 'SURVIVED'}: {mutation.name} ({by})")
    except Stale as error:
        say(f"STALE: {error}")
        return False
    finally:
        free.put(folder)
    return bool(found)


def _sound(folder: Path, chosen: list[Mutation]) -> int:
    """Whatever kills mutants must let the unbroken project live."""
    checks = sorted({check for mutation in chosen for check in mutation.seen_by})
    failing = [check for check in checks if not _passes(folder, check)]
    say(f"{len(checks)} checks, {len(failing)} of them fail without any mutation: {failing}")
    return int(bool(failing))


if __name__ == "__main__":
    os.environ.pop("CI", None)  # a missing PostgreSQL is no reason to call a mutant killed
    sys.exit(main(sys.argv[1:]))
