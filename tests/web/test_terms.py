"""The terms: whoever changes a word of them gives them a new edition."""

from hashlib import sha256

from flask.testing import FlaskClient

from tests.meta.sources import ROOT
from tmcard.domain.quotes import TERMS_VERSION

#: Of the template, by edition. Never change a line; add one, with a new `TERMS_VERSION`.
EDITIONS = {"2026-11": "c485b987e56f151b", "2026-11-2": "d8e63532d944f207", "2026-11-3": "cc273bf0795b65d6"}


def test_the_edition_is_that_of_the_text() -> None:
    text = (ROOT / "tmcard/templates/home/terms.html").read_bytes()
    assert EDITIONS[TERMS_VERSION] == sha256(text).hexdigest()[:16]


def test_the_page_says_its_edition(visitor: FlaskClient) -> None:
    assert f"Edition {TERMS_VERSION}" in visitor.get("/terms").text
