"""The site itself as a contender: its database filled, its visitors signed in, its pages as requests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from bench.owners import Signed, fill
from bench.serving import Server, free_port, serving
from bench.wire import BROWSER, HTMX, Ask, fetch
from standins.settings import environment
from tmcard import create_app
from tmcard.config import from_environ
from tmcard.web import addresses
from tmcard.web.database import db
from tmcard.web.htmx import TAG

#: Of the database, not of the page.
NOT_COUNTED = ("BEGIN", "PRAGMA")
HALF_HOUR_SECONDS, RUN_SECONDS = 1800, 300


@dataclass(frozen=True, slots=True)
class Site:
    """The running site, and for each page what its visitors ask for."""

    server: Server
    app: Flask
    pages: dict[str, list[Ask]]

    def statements(self, page: str) -> int:
        """SQL statements that one request of `page` takes, the templates being compiled already."""
        seen: list[str] = []

        def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        client, ask = self.app.test_client(use_cookies=False), self.pages[page][0]
        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            answer = client.get(ask.path, base_url=self.app.config["BENCH_URL"], headers={**BROWSER, **ask.headers})
            event.remove(db.engine, "before_cursor_execute", note)
        assert answer.status_code == ask.status, (page, answer.status)
        return sum(not statement.startswith(NOT_COUNTED) for statement in seen)


def wait_for_room() -> None:
    """Begin no run that a half hour ends in: open pages get their parts anew then, and polls would find news."""
    left = HALF_HOUR_SECONDS - time.time() % HALF_HOUR_SECONDS
    if left < RUN_SECONDS:
        print(f"Waiting {left:.0f} s for the next half hour", flush=True)
        time.sleep(left + 1)


@contextmanager
def site(folder: Path, cards: int) -> Iterator[Site]:
    """The site under gunicorn with `cards` cards in a new database in `folder`."""
    folder.mkdir()
    environ = environment({"PORT": str(free_port()), "STATE_DIR": str(folder), "LOG_FORMAT": "json"})
    environ.pop("CLOCK_FILE", None)  # in production nothing moves the clock, and nobody looks whether it was moved
    app = create_app(from_environ(environ))
    app.config["BENCH_URL"] = environ["BASE_URL"]
    with app.app_context():
        upgrade()
        with Session(db.engine, expire_on_commit=False) as session:
            visitors = fill(session, cards)
    with serving("wsgi:app", environ, folder / "site.log") as server:
        yield Site(server, app, _pages(server, app, visitors))
    with app.app_context():
        db.engine.dispose()


def signed_cookie(secret: str, values: dict[str, object]) -> str:
    """A session cookie as Flask signs it."""
    signer = Flask(__name__)
    signer.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
    assert serializer is not None
    return f"session={serializer.dumps(values)}"


def _pages(server: Server, app: Flask, visitors: list[Signed]) -> dict[str, list[Ask]]:
    pages: dict[str, list[Ask]] = {name: [] for name in ("dashboard", "card", "remaining", "poll")}
    for visitor in visitors:
        cookie = {"Cookie": _cookie(server, app, visitor)}
        card = f"{addresses.DASHBOARD}cards/{visitor.card_ref}"
        htmx = {**cookie, **HTMX, "HX-Current-URL": f"{app.config['BENCH_URL']}{card}"}
        tag = fetch(server.port, f"{card}/remaining", {**BROWSER, **htmx}).header(TAG)
        assert tag, "the remaining-data partial has no tag"
        pages["dashboard"].append(Ask(addresses.DASHBOARD, cookie))
        pages["card"].append(Ask(card, cookie))
        pages["remaining"].append(Ask(f"{card}/remaining", {**htmx, TAG: "another"}))
        pages["poll"].append(Ask(f"{card}/remaining", {**htmx, TAG: tag}, status=304))
    return {**pages, "sign_in": [Ask(addresses.SIGN_IN)]}


def _cookie(server: Server, app: Flask, visitor: Signed) -> str:
    """What the visitor's browser holds once it has seen the dashboard."""
    first = signed_cookie(str(app.secret_key), {"_user_id": visitor.token, "_fresh": True})
    answer = fetch(server.port, addresses.DASHBOARD, {**BROWSER, "Cookie": first})
    assert answer.status == 200, f"{addresses.DASHBOARD} answers {answer.status}"
    kept = answer.cookies.get("session")
    return f"session={kept}" if kept else first
