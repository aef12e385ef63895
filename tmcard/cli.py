"""`flask tmcard ...`: what operators do by command."""

from pathlib import Path

from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from tmcard.web.database import db

commands = AppGroup("tmcard", help="Run and look after a T-M card site.")


def install(app: Flask) -> None:
    """Hang the commands on `app`."""
    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"))
    app.cli.add_command(commands)
