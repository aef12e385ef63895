"""What the log keeps, and what it must not."""

import pytest
from flask import Flask
from structlog.testing import capture_logs

from tmcard.web.access_log import redact


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/r/SECRET", "/r/…"),
        ("/g/SECRET", "/g/…"),
        ("/g/SECRET/pay", "/g/…/pay"),
        ("/u/SECRET", "/u/…"),
        ("/readyz", "/readyz"),
        ("/dashboard/cards/ABC", "/dashboard/cards/ABC"),
    ],
)
def test_keys_in_addresses_are_not_written(path: str, written: str) -> None:
    assert redact(path) == written


def test_a_line_says_what_happened_without_the_query(app: Flask) -> None:
    with capture_logs() as lines:
        answer = app.test_client().get("/r/SECRET?token=SECRET")
    assert "SECRET" not in str(lines)
    line = next(each for each in lines if each["event"] == "request")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/r/…", answer.status_code)


def test_every_answer_has_an_id_of_its_own(app: Flask) -> None:
    client = app.test_client()
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
