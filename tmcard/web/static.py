"""Static files under names that carry their content's hash, compressed once, kept by browsers for good."""

import gzip
import os
from hashlib import sha256
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from tmcard.config import Config
from tmcard.web.security import ALWAYS, HSTS

PREFIX = "static/"
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".webmanifest"}
HASH_LENGTH = 12


def install(app: Flask, config: Config) -> None:
    """Publish the files and let `asset(name)`, and `url_for("static", filename=name)`, name them by their content."""
    folder = config.state_dir / "static"
    published = publish(Path(app.static_folder or ""), folder)
    app.jinja_env.globals["asset"] = {name: f"/{PREFIX}{hashed}" for name, hashed in published.items()}.__getitem__

    @app.url_defaults
    def by_content(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values["filename"] = published.get(str(values["filename"]), values["filename"])

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in {**ALWAYS, **({"Strict-Transport-Security": HSTS} if config.is_https else {})}.items():
            headers[name] = value

    server = WhiteNoise(app.wsgi_app, allow_all_origins=False, add_headers_function=add_headers)
    server.immutable_file_test = lambda _path, _url: True
    for name in published.values():
        server.add_file_to_dictionary(f"/{PREFIX}{name}", str(folder / name))
    app.wsgi_app = server  # type: ignore[method-assign]  # the way Flask means middleware to be put on


def publish(source: Path, folder: Path) -> dict[str, str]:
    """Copy all of `source` to `folder` under names with a hash, compressed beside it; answers old name -> new.

    Several processes may do so at once: each file appears whole or not at all.
    """
    names = {}
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        content = path.read_bytes()
        name = path.relative_to(source)
        hashed = name.with_name(f"{name.stem}.{sha256(content).hexdigest()[:HASH_LENGTH]}{name.suffix}")
        _put(folder / hashed, content)
        if path.suffix in COMPRESSIBLE:
            _put(folder / f"{hashed}.br", brotli.compress(content))
            _put(folder / f"{hashed}.gz", gzip.compress(content, mtime=0))
        names[name.as_posix()] = hashed.as_posix()
    return names


def _put(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
