"""`flask tmcard ...`: what operators do by command."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import Migrate

from tmcard.commands import bounces, clock, imports, reconcile, staff, syncing
from tmcard.web.database import db
from tmcard.worker import Worker

commands = AppGroup("tmcard", help="Run and look after a T-M card site.")


def install(app: Flask) -> None:
    """Hang the commands, and `flask db`, on `app`."""
    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"))
    for part in (bounces, clock, imports, reconcile, staff, syncing):
        for command in part.commands:
            commands.add_command(command)
    app.cli.add_command(commands)


@commands.command("worker")
def worker() -> None:
    """Settle payments, top up cards, send messages: run one or more of these beside the web server."""
    click.echo("The worker is at work.")
    Worker(current_app._get_current_object()).run()  # type: ignore[attr-defined]  # the proxy does not say what it is
