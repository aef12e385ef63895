"""What reviewers forget to look for."""

import re
from pathlib import Path

import pytest

from tests.meta.sources import ROOT, files, functions, name

MAX_FILE = 200
MAX_FUNCTION = 30
MAX_TEST = 20
MAX_TEMPLATE = 80
LEFTOVERS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
PYTHON = [path for path in files(".py") if "migrations/versions" not in name(path)]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_module_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_function_fits_on_one_screen(path: Path) -> None:
    limit = MAX_TEST if name(path).startswith("tests/") else MAX_FUNCTION
    assert {found: lines for found, lines in functions(path) if lines > limit} == {}


@pytest.mark.parametrize("path", files(".html"), ids=name)
def test_a_template_is_short(path: Path) -> None:
    if "templates" in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_TEMPLATE


def test_nothing_is_left_for_later() -> None:
    texts = files(".py", ".html", ".css", ".js", ".md", ".toml", "Makefile", ".txt")
    assert [name(p) for p in texts if LEFTOVERS.search(p.read_text(encoding="utf-8"))] == []


def test_there_is_no_drawer_for_everything() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "util.py"}
    assert [name(path) for path in PYTHON if path.name in drawers] == []


@pytest.mark.parametrize("path", [p for p in PYTHON if name(p).startswith(("tmcard/", "standins/"))], ids=name)
def test_a_module_says_why_it_exists(path: Path) -> None:
    assert path.read_text(encoding="utf-8").lstrip().startswith('"""')


def test_floats_never_stand_for_money() -> None:
    money = [ROOT / "tmcard/domain/money.py", ROOT / "tmcard/adapters/paypal/amounts.py", *files("orders.py")]
    assert [name(path) for path in money if "float(" in path.read_text(encoding="utf-8")] == []


def test_only_the_web_asks_what_time_it_is() -> None:
    inner = [p for p in PYTHON if name(p).startswith(("tmcard/domain", "tmcard/services", "tmcard/store"))]
    assert [name(path) for path in inner if "datetime.now" in path.read_text(encoding="utf-8")] == []
