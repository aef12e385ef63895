"""Both languages say everything."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.meta.sources import ROOT

CATALOGUE = ROOT / "tmcard/translations/zh/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def test_every_english_sentence_has_a_chinese_one() -> None:
    with CATALOGUE.open("rb") as file:
        known = {str(m.id[0] if isinstance(m.id, tuple) else m.id) for m in read_po(file) if m.id and m.string}
    said = set()
    for _, _, message, _, _ in extract_from_dir(
        str(ROOT / "tmcard"), METHODS, {"**/templates/**": {"silent": "false"}}
    ):
        said.add(message[0] if isinstance(message, tuple) else message)
    assert sorted(said - known) == []
    assert len(said) > 100


def test_no_chinese_sentence_is_a_guess() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    assert [m.id for m in catalogue if m.fuzzy and m.id] == []


def test_placeholders_survive_translation() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id:
            source = str(message.id[-1] if isinstance(message.id, tuple) else message.id)
            target = str(message.string[0] if isinstance(message.string, tuple) else message.string)
            assert set(PLACEHOLDER.findall(source)) >= set(PLACEHOLDER.findall(target)), source


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.open("rb") as file:
        written = _said(read_po(file))
    with Path(CATALOGUE).with_suffix(".mo").open("rb") as file:
        compiled = _said(read_mo(file))
    assert compiled == written


def _said(catalogue: Catalog) -> dict[str, list[str]]:
    found = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        found[key] = [message.string] if isinstance(message.string, str) else list(message.string or ())
    found.pop("", None)
    return found
