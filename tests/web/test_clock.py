"""The clock of a local run moves when its file says so; anywhere else there is no file to ask."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tmcard import create_app
from tmcard.config import Config
from tmcard.web import clock
from tmcard.worker import Worker

SLACK = timedelta(seconds=20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the clock of a local run is moved."""
    return tmp_path / "clock"


@pytest.fixture
def local(config: Config, path: Path) -> Flask:
    """A site whose clock can be moved."""
    return create_app(replace(config, clock_file=path))


def is_ahead(at: datetime, by: timedelta) -> bool:
    """Whether it is about so much later."""
    return abs(at - datetime.now(UTC) - by) < SLACK


def test_without_a_file_to_look_at_nothing_is_asked(app: Flask) -> None:
    assert clock.CLOCK not in app.extensions
    assert is_ahead(clock.now(app), timedelta(0))


def test_it_is_right_until_it_is_moved_and_then_for_web_and_worker_at_once(local: Flask, path: Path) -> None:
    worker = Worker(local)
    assert is_ahead(clock.now(local), timedelta(0))
    clock.set_ahead(path, timedelta(days=3))
    assert is_ahead(clock.now(local), timedelta(days=3))
    assert is_ahead(worker.tools.clock(), timedelta(days=3))
    path.unlink()
    assert is_ahead(clock.now(local), timedelta(0))


@pytest.mark.parametrize("text", ["", "soon", "1.5", "9" * 40])
def test_a_file_that_says_nothing_moves_nothing(path: Path, text: str) -> None:
    path.write_text(text)
    assert is_ahead(clock.moved(path)(), timedelta(0))


@pytest.mark.parametrize("by", [timedelta(seconds=-1), clock.FURTHEST + timedelta(seconds=1)])
def test_it_goes_neither_back_nor_beyond_all_measure(path: Path, by: timedelta) -> None:
    with pytest.raises(ValueError, match="ahead"):
        clock.set_ahead(path, by)
    assert not path.exists()
