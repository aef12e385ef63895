"""Start the floors, each under the same gunicorn settings as the site, and say what to ask them."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from bench.floors import rows
from bench.owners import VISITORS
from bench.rounds import Contender
from bench.serving import free_port, serving
from bench.site import Site, signed_cookie
from bench.wire import BROWSER, Ask, fetch

#: The poll's answer has no body: it is measured against bare Flask sending what it saves.
CONSTANT = ("dashboard", "card", "remaining", "sign_in")
KEPT = ("content-type", "content-encoding")


@contextmanager
def floors(folder: Path, site: Site) -> Iterator[dict[str, Contender]]:
    """The floors while they run, by name."""
    folder.mkdir()
    secret = secrets.token_urlsafe(32)
    environ = {"SECRET_KEY": secret, "FLOOR_DATABASE": f"sqlite:///{folder / 'floor.sqlite3'}"}
    _fill(environ["FLOOR_DATABASE"])
    _copy_answers(folder, site)
    with ExitStack() as stack:

        def start(application: str, name: str, asks: list[Ask], **more: str) -> Contender:
            settings = {**environ, **more, "PORT": str(free_port())}
            return Contender(stack.enter_context(serving(application, settings, folder / f"{name}.log")), asks)

        bare = start("bench.floors.bare:app", "bare", [], BENCH_ANSWERS=str(folder))
        people = [Ask("/", {"Cookie": _cookie(secret, number)}) for number in range(1, VISITORS + 1)]
        yield {
            **{f"bare {page}": Contender(bare.server, _same(site.pages[page], page)) for page in CONSTANT},
            "plain": start("bench.floors.plain:build()", "plain", people),
            "usual": start("bench.floors.usual:build()", "usual", people),
        }


def _same(asks: list[Ask], page: str) -> list[Ask]:
    """The site's very requests, at the constant page's address."""
    return [Ask(f"/{page}", ask.headers) for ask in asks]


def _copy_answers(folder: Path, site: Site) -> None:
    headers: dict[str, Mapping[str, str]] = {}
    for page in CONSTANT:
        ask = site.pages[page][0]
        answer = fetch(site.server.port, ask.path, {**BROWSER, **ask.headers})
        headers[page] = {name: answer.header(name) for name in KEPT if answer.header(name)}
        (folder / page).write_bytes(answer.body)
    (folder / "headers.json").write_text(json.dumps(headers), encoding="utf-8")


def _fill(url: str) -> None:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db = SQLAlchemy(app, model_class=rows.Base)
    with app.app_context():
        rows.fill(db)
        db.engine.dispose()


def _cookie(secret: str, number: int) -> str:
    values = {"_user_id": str(number), "_fresh": True, "csrf_token": secrets.token_hex(20)}
    return signed_cookie(secret, values)
