"""Everything that is printed or logged meanwhile, at the lowest level there is."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog


@dataclass
class Heard:
    """Everything that is printed or logged."""

    printed: pytest.CaptureFixture[str]
    logged: pytest.LogCaptureFixture
    so_far: str = ""

    @property
    def text(self) -> str:
        """All of it until now."""
        out, err = self.printed.readouterr()
        self.so_far += out + err
        return self.so_far + self.logged.text


@pytest.fixture
def loud(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Heard]:
    """What is to be heard at the lowest level there is."""
    before = structlog.get_config()
    caplog.set_level(logging.DEBUG)
    for theirs in ("mail.log", "urllib3"):  # the stand-ins' mail server, and the test's own requests to them
        caplog.set_level(logging.WARNING, logger=theirs)
    yield Heard(capsys, caplog)
    structlog.configure(**before)
