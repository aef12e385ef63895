"""What machines ask."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tmcard import create_app
from tmcard.config import Config
from tmcard.web.database import db


def test_alive_needs_no_database(config: Config) -> None:
    answer = create_app(config).test_client().get("/healthz")
    assert (answer.status_code, answer.text, "Set-Cookie" in answer.headers) == (200, "ok\n", False)


def test_ready_on_the_newest_migration(app: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("damage", ["UPDATE alembic_version SET version_num = '0000'", "DROP TABLE alembic_version"])
def test_not_ready_behind_it_and_says_no_more(app: Flask, damage: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(damage))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/robots.txt", "text/plain"),
        ("/favicon.ico", "image/x-icon"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/.well-known/security.txt", "text/plain"),
    ],
)
def test_files_for_everybody_may_be_kept_and_set_no_cookie(visitor: FlaskClient, path: str, kind: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in answer.headers


def test_robots_stay_out_of_accounts_and_keys(app: Flask) -> None:
    lines = app.test_client().get("/robots.txt").text.splitlines()
    assert {"Disallow: /dashboard/", "Disallow: /u/", "Disallow: /checkout/"} <= set(lines)


def test_chats_may_read_what_is_passed_on_and_find_that_it_is_not_to_be_listed(app: Flask) -> None:
    client = app.test_client()
    assert "Disallow: /g/" not in client.get("/robots.txt").text
    assert {client.get(f"/{door}/made-up").headers["X-Robots-Tag"] for door in "gr"} == {"noindex, nofollow"}


def test_the_security_contact_lasts_less_than_a_year(app: Flask) -> None:
    fields = dict(line.split(": ", 1) for line in app.test_client().get("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == "mailto:help@tmcard.example"
    assert timedelta(days=30) < datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC) < timedelta(days=365)


def test_icons_of_the_manifest_are_there(visitor: FlaskClient) -> None:
    icons = visitor.get("/manifest.webmanifest").json["icons"]  # type: ignore[index]  # it is JSON
    assert {visitor.get(icon["src"]).status_code for icon in icons} == {200}


def test_password_managers_find_their_page(app: Flask) -> None:
    answer = app.test_client().get("/.well-known/change-password")
    assert (answer.status_code, answer.location) == (302, "/auth/reset")
