"""The floor: Flask, one view, bytes that stand in a file. No session, no database, no template."""

import json
import os
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__, static_folder=None)
_folder = Path(os.environ["BENCH_ANSWERS"])
_headers = json.loads((_folder / "headers.json").read_text(encoding="utf-8"))
_bodies = {name: (_folder / name).read_bytes() for name in _headers}


@app.get("/<name>")
def constant(name: str) -> Response:
    """The same bytes every time, with their content type and encoding."""
    return Response(_bodies[name], headers=_headers[name])
