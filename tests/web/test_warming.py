"""What processes share is made before they are forked."""

import gc

from flask import Flask

from tmcard.web import i18n
from tmcard.web.warming import settle_down, warm


def test_a_warm_site_has_the_frame_of_all_pages_in_every_language(app: Flask) -> None:
    warm(app)
    overlays = app.jinja_env.overlays  # type: ignore[attr-defined]  # Tongue's
    assert overlays.keys() == i18n.HTML_LANG.keys()
    assert all("layout.html" in str(list(each.cache)) for each in overlays.values())


def test_another_program_is_left_alone() -> None:
    warm(Flask("other"))


def test_what_was_there_is_not_collected_again() -> None:
    settle_down()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
