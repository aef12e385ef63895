"""`flask tmcard clock`: forward, step by step, in a local run only."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tmcard import create_app
from tmcard.config import Config
from tmcard.web import clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the clock is moved."""
    return tmp_path / "clock"


@pytest.fixture
def runner(config: Config, path: Path) -> FlaskCliRunner:
    """A command line in a local run."""
    return create_app(replace(config, clock_file=path)).test_cli_runner()


@pytest.mark.parametrize(
    ("steps", "ahead", "words"),
    [
        (["+3d"], timedelta(days=3), "3 d ahead"),
        (["+2h", "+30m"], timedelta(hours=2.5), "2 h 30 min ahead"),
        (["+1w", "show"], timedelta(days=7), "7 d ahead"),
        (["+3d", "reset"], timedelta(0), " UTC.\n"),
        (["show"], timedelta(0), " UTC.\n"),
        ([""], timedelta(0), "say how far"),
    ],
)
def test_steps_add_up(runner: FlaskCliRunner, path: Path, steps: list[str], ahead: timedelta, words: str) -> None:
    done = [runner.invoke(args=["tmcard", "clock", step]) for step in steps]
    assert words in done[-1].output
    assert clock.ahead(path) == ahead


@pytest.mark.parametrize("step", ["-1h", "3d", "+3", "+3y", "soon", "+99999w"])
def test_what_is_no_step_forward_is_refused_and_moves_nothing(runner: FlaskCliRunner, path: Path, step: str) -> None:
    done = runner.invoke(args=["tmcard", "clock", step])
    assert done.exit_code == 2
    assert not path.exists()


def test_elsewhere_there_is_no_clock_to_move(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["tmcard", "clock", "+3d"])
    assert (done.exit_code, "local run only" in done.output) == (1, True)
