"""Rules for every template there is, whoever wrote it."""

import re
from pathlib import Path

import pytest

from tmcard.web import templating

FOLDER = Path(templating.__file__).parents[1] / "templates"
#: Mails live by other rules: no style sheet reaches them.
MAILS = {"email", "message"}
PAGES = sorted(p for p in FOLDER.rglob("*.html") if not MAILS & set(p.parts))
EVAL = re.compile(r"\bhx-on|\bhx-vars|\bhx-headers|js:|hx-trigger=\"[^\"]*\[")
INLINE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)
#: Only text that our own code made, and says why, may go in unescaped.
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape false")
KINDS = ("{# Page.", "{# Partial.", "{# Macros.")
MAX_LINES = 80


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(FOLDER)))
def template(request: pytest.FixtureRequest) -> Path:
    """Each template in turn."""
    return Path(request.param)


def test_it_says_what_it_is(template: Path) -> None:
    kind = "{# Macros." if template.parent.name == "components" else KINDS[template.name.startswith("_")]
    assert template.read_text().startswith(kind)


def test_nothing_is_inline_and_nothing_wants_eval(template: Path) -> None:
    text = template.read_text()
    assert not INLINE.search(text)
    assert not EVAL.search(text)


def test_nothing_is_unescaped(template: Path) -> None:
    assert not UNESCAPED.search(template.read_text())


def test_it_is_short(template: Path) -> None:
    assert len(template.read_text().splitlines()) <= MAX_LINES


def test_partials_extend_nothing(template: Path) -> None:
    if template.name.startswith("_"):
        assert "{% extends" not in template.read_text()
