"""`flask tmcard ...` and `flask db ...`: what operators do by command, each loaded when it is called.

Site and worker are started through the same door, and would keep Alembic and all the commands in memory for nothing.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_sqlalchemy import SQLAlchemy

from tmcard.web.database import db

if TYPE_CHECKING:
    from flask_migrate import Migrate

Learn = Callable[[], Iterable[click.Command]]


class LateGroup(AppGroup):
    """A group that learns the rest of its commands once it is asked for one that it does not know."""

    def __init__(self, name: str, learn: Learn, text: str = "") -> None:
        super().__init__(name, help=text)
        self._learn = learn

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all, the late ones too."""
        self._complete()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in self.commands:
            self._complete()
        return super().get_command(ctx, cmd_name)

    def _complete(self) -> None:
        for command in self._learn():
            self.add_command(command)


class Migrations:
    """What Flask-Migrate looks for in an application; Flask-Migrate itself comes with whoever migrates."""

    def __init__(self, database: SQLAlchemy, directory: Path) -> None:
        self.db = database
        self.directory = str(directory)

    @cached_property
    def migrate(self) -> "Migrate":
        """Its settings."""
        from flask_migrate import Migrate  # noqa: PLC0415 - brings Alembic

        return Migrate(db=self.db, directory=self.directory)


def install(app: Flask) -> None:
    """Hang the commands, and `flask db`, on `app`."""
    app.extensions["migrate"] = Migrations(db, Path(app.root_path).parent / "migrations")
    app.cli = LateGroup(app.name, _migrating)
    commands = LateGroup("tmcard", _operating, "Run and look after a T-M card site.")
    commands.add_command(worker)
    app.cli.add_command(commands)


@click.command("worker")
def worker() -> None:
    """Settle payments, top up cards, send messages: run one or more of these beside the web server."""
    from tmcard.worker import Worker  # noqa: PLC0415 - the site has no use for it

    click.echo("The worker is at work.")
    Worker(current_app._get_current_object()).run()  # type: ignore[attr-defined]  # the proxy does not say what it is


def _migrating() -> Iterable[click.Command]:
    from flask_migrate.cli import db as migrating  # noqa: PLC0415 - brings Alembic

    return (migrating,)


def _operating() -> Iterable[click.Command]:
    from tmcard.commands import book  # noqa: PLC0415 - brings what only operators do: importing, reconciling

    return book.commands
