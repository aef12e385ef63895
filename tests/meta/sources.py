"""The project's own files, as git knows them (or as they lie there, where there is no git)."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDORED = "tmcard/static/vendor/"


def files(*endings: str) -> list[Path]:
    """Every file of ours with one of `endings`, vendored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split("\n") if listed.returncode == 0 else _lying_there()
    found = [ROOT / name for name in names if name.endswith(endings) and not name.startswith(VENDORED)]
    return sorted(path for path in found if path.is_file())


def _lying_there() -> list[str]:
    skipped = {".venv", ".git", "instance"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [str(path) for path in paths if not skipped & set(path.parts)]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a Python file with their length in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def name(path: Path) -> str:
    """The path as people write it."""
    return str(path.relative_to(ROOT))
