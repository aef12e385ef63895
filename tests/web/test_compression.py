"""Pages in the encoding that the browser likes, and nothing else touched."""

import gzip
import sys
from types import SimpleNamespace

import brotli
import pytest
from flask import Flask, Response

from tmcard.web import compression

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNPACK = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
PAGE = "<p>page</p>" * 100


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("*", "zstd"),
        ("deflate", None),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("zstd;q=nonsense", None),
    ],
)
def test_the_browser_says_what_it_takes(accepted: str, encoding: str | None) -> None:
    assert compression.choose(accepted) == encoding


@pytest.mark.parametrize("encoding", list(UNPACK))
def test_a_page_comes_back_as_it_was(app: Flask, encoding: str) -> None:
    app.add_url_rule("/page", view_func=lambda: PAGE)
    answer = app.test_client().get("/page", headers={"Accept-Encoding": encoding})
    assert UNPACK[encoding](answer.data).decode() == PAGE
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PAGE)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("short", {}),
        (PAGE, {"Content-Type": "text/plain"}),
        (PAGE, {"Content-Encoding": "own"}),
        (iter([PAGE]), {}),
    ],
)
def test_anything_else_is_left_alone(app: Flask, body: str, headers: dict[str, str]) -> None:
    app.add_url_rule("/page", view_func=lambda: Response(body, headers=headers))
    answer = app.test_client().get("/page", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get("Content-Encoding") == headers.get("Content-Encoding")
    assert "Accept-Encoding" in answer.vary


def test_a_page_whose_compression_failed_leaves_nothing_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def compress(self, *_args: object) -> bytes:
            raise MemoryError

    monkeypatch.setattr(compression, "_thread", SimpleNamespace(zstd=Failing()))
    with pytest.raises(MemoryError):
        compression.ENCODINGS["zstd"](b"one")
    for page in (b"two", b"three"):
        assert zstd.decompress(compression.ENCODINGS["zstd"](page)) == page
