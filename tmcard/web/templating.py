"""Templates compiled once per language, with their translations already in place.

A call of gettext costs some ten microseconds and a page has dozens. `_("...")` with a literal is
therefore looked up when the template is compiled; only what depends on a count or on context is left
for the request. Each language has an overlay of the environment with a cache of its own.
"""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_babel import gettext
from jinja2 import Template, nodes

from tmcard.web import i18n


class Tongue(Environment):
    """Flask's environment, handing each template over to the overlay of the reader's language."""

    #: The language this environment compiles for; the shared one compiles for none.
    language: str | None = None

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.overlays: dict[str, Tongue] = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if self.language is not None:
            return super()._load_template(name, globals)
        return self._overlay(i18n.language())._load_template(name, globals)

    def _overlay(self, language: str) -> "Tongue":
        if language not in self.overlays:
            overlay: Any = self.overlay()
            overlay.language = language
            self.overlays[language] = overlay
        return self.overlays[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language is not None:
            _translate(tree)
            tree.set_environment(self)
        return tree


def install(app: Flask) -> None:
    """Use such environments. Must come before anything touches `app.jinja_env`."""
    app.jinja_environment = Tongue  # type: ignore[assignment]  # declared as the class itself
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}


def _translate(tree: nodes.Template) -> None:
    for parent in tree.find_all(nodes.Node):
        for name, value in parent.iter_fields():
            if isinstance(value, list):
                setattr(parent, name, [_resolved(each) for each in value])
            else:
                setattr(parent, name, _resolved(value))


def _resolved(node: Any) -> Any:
    """`_("text")` as the text in the language being compiled; anything else as it is.

    Like the call it stands for, the text is trusted markup and the values put into it are escaped.
    """
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext")):
        return node
    if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const) or node.dyn_args or node.dyn_kwargs:
        return node
    words = gettext(node.args[0].value)
    if not node.kwargs:
        whole = nodes.MarkSafeIfAutoescape(nodes.Const(words.replace("%%", "%")))
        return whole.set_lineno(node.lineno, override=True)
    text = nodes.MarkSafeIfAutoescape(nodes.Const(words))
    values = nodes.Dict([nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs])
    return nodes.Mod(text, values).set_lineno(node.lineno, override=True)
