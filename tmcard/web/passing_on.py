"""A guest link as it is passed on: its address, and the picture of it that another phone reads.

Both are made when a page is shown. The token in them is stored nowhere.
"""

import segno
from markupsafe import Markup

from tmcard.services import linking
from tmcard.store.models import Link
from tmcard.web.callers import keys
from tmcard.web.letters_links import link as absolute


def guest_url(link: Link) -> str:
    """The address that opens the link."""
    return absolute("guests.enter", token=linking.token_of(keys(), link))


def code(url: str) -> Markup:
    """A QR code as inline SVG: black on white in every colour scheme, and nothing that our policy forbids."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno draws it from an address of ours
