"""Files under names that change with their content, and what the first visit weighs."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tmcard.web import static

STATIC = Path(static.__file__).parents[1] / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
MODERN = {"Accept-Encoding": "gzip, deflate, br, zstd"}
FIRST_VISIT_BYTES = 24_000
STYLES_BYTES = 4_096
FLIGHT_BYTES = 14_000


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_vendored_files_are_what_was_published(entry: dict[str, str]) -> None:
    digest = base64.b64encode(hashlib.sha384((VENDOR / entry["file"]).read_bytes()).digest()).decode()
    assert (digest, entry["version"] in entry["file"]) == (entry["sha384"], True)
    assert entry["licence"]


def test_every_vendored_file_is_accounted_for() -> None:
    assert {p.name for p in VENDOR.iterdir()} == {"manifest.json", *(entry["file"] for entry in MANIFEST)}


def test_names_carry_the_content_s_hash(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.css").write_text("a{}")
    first = static.publish(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in" / "a.css").write_text("b{}")
    second = static.publish(tmp_path / "in", tmp_path / "out")
    assert first != second
    assert (tmp_path / "out" / first["a.css"]).read_text() == "a{}"


def test_files_are_kept_for_good(visitor: FlaskClient) -> None:
    for url in _files(visitor):
        answer = visitor.get(url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_text_files_travel_compressed(visitor: FlaskClient, encoding: str) -> None:
    for url in (u for u in _files(visitor) if u.endswith((".css", ".js", ".svg"))):
        assert visitor.get(url, headers={"Accept-Encoding": encoding}).headers["Content-Encoding"] == encoding


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_pages_travel_compressed(app: Flask, encoding: str) -> None:
    answer = app.test_client().get("/", headers={"Accept-Encoding": encoding})
    assert (answer.headers["Content-Encoding"], "Accept-Encoding" in answer.vary) == (encoding, True)


def test_the_first_visit_is_small(app: Flask, visitor: FlaskClient) -> None:
    sizes = {url: _on_the_wire(app, url) for url in ("/", *_files(visitor))}
    styles = next(size for url, size in sizes.items() if url.endswith(".css"))
    assert sum(sizes.values()) <= FIRST_VISIT_BYTES
    assert (styles <= STYLES_BYTES + 512, sizes["/"] <= FLIGHT_BYTES) == (True, True)


def test_the_style_sheet_names_no_other_host() -> None:
    assert not re.search(r"url\(|@import|https?:", (STATIC / "app.css").read_text())


def test_the_script_is_short_and_evaluates_nothing() -> None:
    script = (STATIC / "app.js").read_text()
    assert len(script.splitlines()) <= 80
    assert not re.search(r"\beval\b|new Function|innerHTML|\.style\b", script)


def _files(visitor: FlaskClient) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.get("/").text)


def _on_the_wire(app: Flask, url: str) -> int:
    answer = FlaskClient(app, app.response_class).get(url, headers=MODERN, buffered=True)
    return len(answer.data) + len(str(answer.headers))
