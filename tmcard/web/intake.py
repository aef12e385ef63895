"""What may come in at all: forms and nothing else, each field once (but boxes to tick), no characters that no page
could show.

Checked before any view. A number, a list or a file where a form expects text would be an error of ours
further in; so would a null byte, which PostgreSQL refuses.
"""

import re

from flask import Flask, abort, request

FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Vendors send what they like; the signature over it is what counts there.
MACHINES = frozenset({"webhooks"})
#: Boxes of one question, of which several may be ticked.
MANY = frozenset({"skus"})
#: Control characters other than tab and line ends, and code points that are none: the HTML standard bars them all.
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def install(app: Flask) -> None:
    """Turn everything else away."""
    app.before_request(_check_address)
    app.before_request(_check_form)


def _check_address() -> None:
    if UNSHOWABLE.search(request.path):
        abort(404)
    if b"%" in request.query_string and any(map(UNSHOWABLE.search, request.args.values())):
        abort(400)


def _check_form() -> None:
    if request.method in SAFE or request.blueprint in MACHINES:
        return
    if request.mimetype not in FORMS:
        abort(415)
    fields = list(request.form.lists())
    is_twice = any(len(values) > 1 and name not in MANY for name, values in fields)
    if is_twice or request.files or any(UNSHOWABLE.search("".join((name, *values))) for name, values in fields):
        abort(400)
