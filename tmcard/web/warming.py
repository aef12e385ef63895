"""Doing once, before processes are forked, what each of them would do at its first page: what it leaves is shared."""

import gc

from tmcard.web import i18n
from tmcard.web.addresses import SIGN_IN
from tmcard.web.site import Site
from tmcard.wiring import House


def warm(app: object) -> None:
    """Show the sign-in page to nobody, in every language: routes, locales, catalogues, the frame of all pages.

    Opens nothing that a fork must not share: this page asks no database. Leaves what is not our site alone.
    """
    if isinstance(app, Site):
        house: House = app.extensions["tmcard"]
        for language in i18n.HTML_LANG:
            asked = {"base_url": house.config.base_url, "headers": {"Accept-Language": language}}
            app.test_client().get(SIGN_IN, **asked)


def settle_down() -> None:
    """Keep what is loaded out of every later collection of garbage, which would write to each page that is shared."""
    gc.collect()
    gc.freeze()
