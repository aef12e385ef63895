"""Looking into the future of a local run: web, worker and stand-ins go by one clock, and this moves it."""

import re
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tmcard.web import clock

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
STEP = re.compile(r"\+(?P<count>\d{1,5})(?P<unit>[mhdw])")
RESET, SHOW = "reset", "show"


@click.command("clock", context_settings={"ignore_unknown_options": True})
@click.argument("by", default=SHOW)
@with_appcontext
def clock_command(by: str) -> None:
    """Move the clock of a local run: +3d, +2h, +30m, +1w, show, or reset.

    It moves forward only: what has happened cannot be undone. `reset` brings the present back; what was dated
    in the future stays so, and rests until then.
    """
    path = _file()
    if by == RESET:
        path.unlink(missing_ok=True)
    elif by != SHOW:
        _move(path, by)
    at, ahead = clock.now(), clock.ahead(path)
    click.echo(f"It is {at:%Y-%m-%d %H:%M:%S} UTC" + (f", {_words(ahead)} ahead." if ahead else "."))


def _file() -> Path:
    path = current_app.extensions["tmcard"].config.clock_file
    if path is None:
        raise click.ClickException("CLOCK_FILE is not set: the clock moves in a local run only.")
    return Path(path)


def _move(path: Path, by: str) -> None:
    step = STEP.fullmatch(by)
    if step is None:
        raise click.UsageError("say how far: +3d, +2h, +30m, +1w (not back), show, or reset")
    try:
        clock.set_ahead(path, clock.ahead(path) + int(step["count"]) * UNITS[step["unit"]])
    except ValueError as error:
        raise click.UsageError(f"the clock moves {clock.FURTHEST.days} days ahead at most") from error


def _words(ahead: timedelta) -> str:
    hours, rest = divmod(ahead.seconds, 3600)
    parts = [(ahead.days, "d"), (hours, "h"), (rest // 60, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "less than a minute"


commands = (clock_command,)
