"""What is worked out when a template is compiled, and what is not."""

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import force_locale
from jinja2 import DictLoader, nodes

from tmcard.web.folding import Folding

PICTURE = '{% from "components/icons.html" import icon as drawn %}{{ drawn("card") }}'


def _folded(app: Flask, source: str) -> list[type[nodes.Node]]:
    """The kinds of what is put out, once folded."""
    tree = app.jinja_env.parse(source)
    Folding(app.jinja_env, tree).visit(tree)
    return [type(each) for output in tree.find_all(nodes.Output) for each in output.nodes]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("{{ url_for('home.index') }}", nodes.Const),
        ("{{ url_for('home.index', page=page) }}", nodes.Call),
        ("{{ url_for('home.index', _external=True) }}", nodes.Call),
        ("{{ url_for('nowhere.at_all') }}", nodes.Call),
        ("{{ html_lang() }}", nodes.Const),
        ("{% for code, tag, name in languages() %}{{ code }}{% endfor %}", nodes.Name),
        ("{{ addresses.HELP }}", nodes.Const),
        ("{{ card.HELP }}", nodes.Getattr),
        ("{{ asset('app.css') }}", nodes.Const),
        ("{{ asset(name) }}", nodes.Call),
        ("{{ _('Help') }}", nodes.MarkSafeIfAutoescape),
        ("{{ _('Hello %(name)s', name=name) }}", nodes.Mod),
        ("{{ _(words) }}", nodes.Call),
        ("{{ owner() }}", nodes.Call),
        (PICTURE, nodes.MarkSafeIfAutoescape),
        ('{% from "components/icons.html" import icon %}{{ icon(name) }}', nodes.Call),
    ],
)
def test_only_what_is_constant_is_folded(app: Flask, source: str, kind: type[nodes.Node]) -> None:
    with app.test_request_context(base_url="http://localhost"):
        assert _folded(app, source) == [kind]


def test_outside_a_request_addresses_are_left_alone(app: Flask) -> None:
    with app.app_context():
        assert _folded(app, "{{ url_for('home.index') }}") == [nodes.Call]


def test_a_folded_address_is_escaped(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({"link.html": "{{ url_for('home.index', a=1, b='<') }}"})
    with app.test_request_context(base_url="http://localhost"), force_locale("en"):
        assert render_template("link.html") == "/?a=1&amp;b=%3C"


@pytest.mark.parametrize(("drawn", "imports"), [('"card"', 0), ("name", 1)])
def test_pictures_that_are_all_drawn_are_not_fetched_again(app: Flask, drawn: str, imports: int) -> None:
    with app.test_request_context(base_url="http://localhost"):
        tree = app.jinja_env.parse('{% from "components/icons.html" import icon %}{{ icon(' + drawn + ") }}")
        Folding(app.jinja_env, tree).visit(tree)
    assert len(list(tree.find_all(nodes.FromImport))) == imports


def test_a_folded_picture_is_drawn(app: Flask) -> None:
    with app.test_request_context(base_url="http://localhost"), force_locale("en"):
        assert render_template_string(PICTURE).startswith("<svg")
