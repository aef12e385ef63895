"""What a template can say before anybody asks for it, worked out when it is compiled.

Texts, addresses without variables and pictures never differ between two readers of one language. A
call of each costs some ten microseconds, and a page has dozens.
"""

from typing import Any

from flask import has_request_context, url_for
from flask_babel import gettext
from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from werkzeug.routing import BuildError

from tmcard.web import addresses, i18n

#: Macros that draw the same for the same name.
PICTURES = "components/icons.html"
#: What depends on nothing but the language.
OF_THE_LANGUAGE = {"html_lang": i18n.html_lang, "languages": i18n.other_languages}


class Folding(NodeTransformer):
    """Puts the answers of calls with constant arguments in their place. For one language, which is the current one."""

    def __init__(self, environment: Environment, tree: nodes.Template) -> None:
        self.environment = environment
        imports = [each for each in tree.find_all(nodes.FromImport) if _is(each.template, PICTURES)]
        self.drawn = dict(_aliases(each) for one in imports for each in one.names)

    def visit_Template(self, node: nodes.Template) -> nodes.Node:  # noqa: N802 - Jinja's name
        """The whole, without pictures that it would fetch at each request though all are drawn."""
        self.generic_visit(node)
        asked_for = {each.name for each in node.find_all(nodes.Name)}
        node.body = [each for each in node.body if not _is_idle(each, asked_for)]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """The call, or what it would answer. Innermost calls come first."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        name = node.node.name
        if name in ("_", "gettext"):
            folded = _text(node)
        elif not all(isinstance(each, nodes.Const) for each in (*node.args, *(pair.value for pair in node.kwargs))):
            folded = None
        else:
            folded = self._answer(name, node)
        return node if folded is None else folded.set_lineno(node.lineno, override=True)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - Jinja's name
        """The stable address, where it is one."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name != "addresses":
            return node
        return nodes.Const(getattr(addresses, node.attr), lineno=node.lineno)

    def _answer(self, name: str, call: nodes.Call) -> nodes.Expr | None:
        args = [each.as_const() for each in call.args]
        values = {pair.key: pair.value.as_const() for pair in call.kwargs}
        if name in OF_THE_LANGUAGE:
            return nodes.Const(OF_THE_LANGUAGE[name]())
        if name == "asset":
            published: Any = self.environment.globals[name]
            return nodes.Const(published(*args))
        if name == "url_for":
            return _address(args, values)
        if name in self.drawn:
            module = self.environment.get_template(PICTURES).module
            return nodes.MarkSafeIfAutoescape(nodes.Const(str(getattr(module, self.drawn[name])(*args, **values))))
        return None


def _text(call: nodes.Call) -> nodes.Expr | None:
    """Like the call it stands for, the text is trusted markup and the values put into it are escaped."""
    if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
        return None
    words = gettext(call.args[0].value)
    if not call.kwargs:
        return nodes.MarkSafeIfAutoescape(nodes.Const(words.replace("%%", "%")))
    values = nodes.Dict([nodes.Pair(nodes.Const(each.key), each.value) for each in call.kwargs])
    return nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(words)), values)


def _address(args: list[Any], values: dict[str, Any]) -> nodes.Expr | None:
    """An address on this site. Outside a request, or when it shall hold a host, it depends on who asks."""
    if not has_request_context() or args[0].startswith(".") or any(name.startswith("_") for name in values):
        return None
    try:
        return nodes.Const(url_for(*args, **values))
    except BuildError:  # it may stand in a branch that is never taken
        return None


def _is_idle(node: nodes.Node, asked_for: set[str]) -> bool:
    """Whether it imports pictures none of which is left to be drawn."""
    if not isinstance(node, nodes.FromImport) or not _is(node.template, PICTURES):
        return False
    return asked_for.isdisjoint(_aliases(each)[0] for each in node.names)


def _is(node: nodes.Node, text: str) -> bool:
    return isinstance(node, nodes.Const) and node.value == text


def _aliases(name: str | tuple[str, str]) -> tuple[str, str]:
    """What a macro is called here, and there."""
    return (name, name) if isinstance(name, str) else (name[1], name[0])
