"""Pages for everybody."""

import pytest
from flask.testing import FlaskClient

from tests.web.browsers import CHINESE
from tmcard.web import addresses

PAGES = ["/", "/help", "/terms", "/privacy"]


@pytest.mark.parametrize("headers", [{}, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_sound_in_both_languages(visitor: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = visitor.get(path, headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_the_front_door_leads_in(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    assert f'href="{addresses.SIGN_IN}"' in page
    assert f'href="{addresses.REGISTER}"' in page


def test_help_names_whom_to_write_to(visitor: FlaskClient) -> None:
    assert "mailto:help@tmcard.example" in visitor.get("/help").text
