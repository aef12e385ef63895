"""What every test may ask for: a configuration, both databases, an application, a session, an instant."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.databases import NoPostgres, postgres
from tmcard import create_app
from tmcard.config import Config, from_environ
from tmcard.web.database import db

ENVIRON = {
    "SECRET_KEY": "a test key that is long enough to be one",
    "PAYPAL_BASE_URL": "http://127.0.0.1:9",
    "PAYPAL_CLIENT_ID": "client",
    "PAYPAL_CLIENT_SECRET": "client-secret",
    "PAYPAL_WEBHOOK_ID": "WEBHOOK-1",
    "ESIMACCESS_BASE_URL": "http://127.0.0.1:9",
    "ESIMACCESS_ACCESS_CODE": "access-code",
    "AIRALO_BASE_URL": "http://127.0.0.1:9",
    "AIRALO_CLIENT_ID": "airalo-client",
    "AIRALO_CLIENT_SECRET": "airalo-secret",
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "T-M card <noreply@tmcard.example>",
    "SMS_BASE_URL": "http://127.0.0.1:9",
    "SMS_ACCOUNT_SID": "AC0123456789",
    "SMS_AUTH_TOKEN": "sms-token",
    "SMS_FROM": "TMCARD",
    "SUPPORT_EMAIL": "help@tmcard.example",
    "BASE_URL": "http://localhost",
    "TRUSTED_HOSTS": "localhost 127.0.0.1",
}
IN_CI = os.environ.get("CI") == "true"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever asks for `database_url` on both databases."""
    if "database_kind" in metafunc.fixturenames:
        marked = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("database_kind", ["sqlite", marked], indirect=True)


@pytest.fixture
def now() -> datetime:
    """The instant at which tests happen."""
    return datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A development configuration whose files lie in the test's own folder."""
    return from_environ({**ENVIRON, "STATE_DIR": str(tmp_path)})


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    folder = tmp_path_factory.mktemp("template")
    _migrate(from_environ({**ENVIRON, "STATE_DIR": str(folder)}))
    return folder / "tmcard.sqlite3"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server with a migrated database called `template`."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(postgres())
        except NoPostgres as reason:
            if IN_CI:
                raise
            pytest.skip(f"PostgreSQL cannot be started: {reason}")
        create_database(address, "template", template="template0")
        state_dir = str(tmp_path_factory.mktemp("postgres"))
        _migrate(from_environ({**ENVIRON, "STATE_DIR": state_dir, "DATABASE_URL": address.format(name="template")}))
        yield address


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` and `postgresql`, one after the other."""
    return str(request.param)


@pytest.fixture
def migrated(request: pytest.FixtureRequest, config: Config, sqlite_template: Path) -> Config:
    """The configuration of an empty, migrated database: both kinds where a test asks for `database_kind`."""
    kind = request.getfixturevalue("database_kind") if "database_kind" in request.fixturenames else "sqlite"
    if kind == "sqlite":
        shutil.copy(sqlite_template, config.state_dir / "tmcard.sqlite3")
        return config
    address = request.getfixturevalue("postgres_server")
    name = f"test_{os.urandom(6).hex()}"
    create_database(address, name, template="template")
    return replace(config, database_url=address.format(name=name))


@pytest.fixture
def app(migrated: Config) -> Iterator[Flask]:
    """The whole application on an empty, migrated database."""
    app = create_app(migrated)
    yield app
    with app.app_context():
        _dispose(app)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session as services get it, outside any application context: requests would share its `g`."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


def _migrate(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        upgrade()
        _dispose(app)


def _dispose(app: Flask) -> None:
    for engine in app.extensions["sqlalchemy"].engines.values():
        engine.dispose()


def create_database(address: str, name: str, *, template: str) -> None:
    """Make a database on the test server as a copy of `template`."""
    url = address.format(name="postgres").replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()
