"""What every page must be, whatever it says. `check(html, url)` raises AssertionError with all that is wrong."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

LANGUAGES = ("en", "zh-Hans")
#: `hx-on` and the like need eval, which the policy forbids, or fail open without it.
FORBIDDEN = ("style", "hx-vars", "hx-headers")
RELATIVE = ("this", "closest ", "find ", "next", "previous", "body")
VERBS = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")
UNLABELLED = ("hidden", "submit", "button")


def check(html: str, url: str) -> None:
    """Inspect a whole page."""
    tree = parse(html)
    wrong = [*syntax_errors(html), *_page_problems(tree), *problems(tree)]
    assert not wrong, f"{url}: " + "; ".join(wrong)


def check_partial(html: str, url: str) -> None:
    """Inspect a fragment: one root element with an id, and everything that holds inside a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    roots = list(parser.parseFragment(html))
    wrong = [f"syntax {code}" for _position, code, _values in parser.errors]
    if len(roots) != 1 or not roots[0].get("id"):
        wrong.append("not one root element with an id")
    wrong += [problem for root in roots for problem in problems(root, whole=False)]
    assert not wrong, f"{url}: " + "; ".join(wrong)


def parse(html: str) -> Element:
    """The page as a tree without namespaces."""
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree


def syntax_errors(html: str) -> list[str]:
    """Every parse error of the HTML standard."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [f"syntax {code} at {position}" for position, code, _values in parser.errors]


def problems(tree: Element, *, whole: bool = True) -> Iterator[str]:
    """Everything wrong that can be seen without knowing what the page is for."""
    ids = Counter(e.get("id") for e in tree.iter() if e.get("id") is not None)
    yield from (f"id {name!r} {count} times" for name, count in ids.items() if count > 1 or not name)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield from _inline(element)
            yield from _htmx(element, ids if whole else None)
    yield from _forms(tree)
    yield from _fields(tree, ids if whole else None)
    yield from _links(tree, ids if whole else None)


def _page_problems(tree: Element) -> Iterator[str]:
    if tree.get("lang") not in LANGUAGES:
        yield f"lang {tree.get('lang')!r}"
    if len(list(tree.iter("h1"))) != 1:
        yield f"{len(list(tree.iter('h1')))} h1"
    if not (tree.findtext("head/title") or "").strip():
        yield "no title"


def _inline(element: Element) -> Iterator[str]:
    for name in element.keys():  # noqa: SIM118 - an Element is not a mapping
        if name.startswith(("on", "hx-on")) or name in FORBIDDEN:
            yield f"{element.tag} has {name}"
        if "js:" in (element.get(name) or "") or (name == "hx-trigger" and "[" in (element.get(name) or "")):
            yield f"{element.tag} wants eval in {name}"
    if element.tag == "style" or (element.tag == "script" and not element.get("src")):
        yield f"inline {element.tag}"


def _htmx(element: Element, ids: Counter[Any] | None) -> Iterator[str]:
    for verb in VERBS:
        address = element.get(verb)
        if address is not None and not address.startswith("/"):
            yield f"{verb}={address!r}"
    target = element.get("hx-target")
    if target and ids is not None and not target.startswith(RELATIVE) and target.lstrip("#") not in ids:
        yield f"hx-target {target} is not there"


def _forms(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        if not (form.get("action") or "").startswith(("/", "https://")):
            yield f"form without action ({form.get('id') or form.get('class')})"
        tokens = [i for i in form.iter("input") if i.get("name") == "csrf_token" and i.get("value")]
        if (form.get("method") or "get").lower() == "post" and len(tokens) != 1:
            yield f"form {form.get('action')} has {len(tokens)} csrf tokens"


def _fields(tree: Element, ids: Counter[Any] | None) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    for tag in ("input", "select", "textarea"):
        for field in tree.iter(tag):
            named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
            if field.get("type") not in UNLABELLED and not named:
                yield f"{tag} {field.get('name')} without label"
            for other in (field.get("aria-describedby") or "").split():
                if ids is not None and other not in ids:
                    yield f"{field.get('name')} described by missing {other}"


def _links(tree: Element, ids: Counter[Any] | None) -> Iterator[str]:
    for tag in ("a", "button"):
        for element in tree.iter(tag):
            if not "".join(element.itertext()).strip() and not element.get("aria-label"):
                yield f"empty {tag} {element.get('href') or ''}"
    for link in tree.iter("a"):
        href = link.get("href")
        if not href or href == "#":
            yield f"link without address: {''.join(link.itertext()).strip()}"
        elif href.startswith("#") and ids is not None and href[1:] not in ids:
            yield f"link to missing {href}"
