"""Templates compiled once per language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, current_app, render_template, render_template_string
from flask_babel import force_locale
from jinja2 import DictLoader
from markupsafe import Markup, escape

from tmcard.web.templating import put

SOURCES = {
    "plain.html": "{{ _('Hello') }}",
    "value.html": "{{ _('Hello %(name)s', name=name) }}",
    "nested.html": "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(_('Hello %(name)s', name=_('Hello'))) }}",
    "percent.html": "{{ _('100%% sure') }}",
    "plain.txt": "{{ _('Hello %(name)s', name=name) }}",
}
CHINESE = {"Hello": "你好", "Hello %(name)s": "你好，%(name)s", "100%% sure": "100%% 确定"}


@pytest.fixture
def speaking(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application with five templates and their Chinese."""
    catalogue = Catalog(locale="zh")
    for source, text in CHINESE.items():
        catalogue.add(source, text)
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    app.extensions["babel"].translation_directories[:] = [str(tmp_path)]
    app.jinja_env.loader = DictLoader(SOURCES)
    with app.app_context():
        yield app


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("plain.html", "Hello", "你好"),
        ("value.html", "Hello &lt;b&gt;", "你好，&lt;b&gt;"),
        ("nested.html", "Hello Hello", "你好，你好"),
        ("percent.html", "100% sure", "100% 确定"),
        ("plain.txt", "Hello <b>", "你好，<b>"),
    ],
)
@pytest.mark.usefixtures("speaking")
def test_each_language_has_its_own_compiled_template(name: str, english: str, chinese: str) -> None:
    for language, text in (("en", english), ("zh", chinese), ("en", english)):
        with force_locale(language):
            assert render_template(name, name="<b>") == text


@pytest.mark.parametrize("value", ["<b>", "a & b", 'say "x"', "it's", Markup("<b>&amp;</b>"), 5, 2.5, None, "é", ""])
def test_a_value_is_put_as_jinja_would_put_it(value: object) -> None:
    assert put(value) == str(escape(value))


@pytest.mark.usefixtures("speaking")
def test_values_are_put_so_in_every_template() -> None:
    with force_locale("en"):
        assert render_template("value.html", name="<b>") == "Hello &lt;b&gt;"
        template = current_app.jinja_env.get_template("value.html")
    assert template.root_render_func(template.new_context({"name": "x"})).__next__() == "Hello x"


@pytest.mark.usefixtures("speaking")
def test_a_literal_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with force_locale("zh"):
        render_template("value.html", name="x")
        monkeypatch.setattr("flask_babel.get_translations", None)
        assert render_template("value.html", name="x") == "你好，x"


@pytest.mark.usefixtures("speaking")
def test_templates_from_strings_work_as_ever() -> None:
    with force_locale("zh"):
        assert render_template_string("{{ _('Hello') }}") == "你好"
