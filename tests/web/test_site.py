"""What the application does faster than Flask, it does as Flask does it."""

from inspect import iscoroutinefunction
from itertools import chain

import pytest
from flask import Flask, Response
from werkzeug.exceptions import SecurityError

from tmcard.web.site import Answer, Site, trusted


def test_no_view_is_a_coroutine(app: Flask) -> None:
    """Flask would have run it; this site calls what it finds."""
    hooks: list[object] = []
    for kind in (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs):
        hooks += chain.from_iterable(kind.values())
    assert isinstance(app, Site)
    assert not any(iscoroutinefunction(each) for each in (*app.view_functions.values(), *hooks))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:8000", "localhost:80"])
@pytest.mark.parametrize("path", ["/dashboard/?a=1", "/%E5%8D%A1?x=%E5", "//a"])
def test_addresses_are_found_as_flask_finds_them(app: Flask, host: str, path: str) -> None:
    for method in ("GET", "POST"):
        request = app.request_class(
            app.test_request_context(path, method=method, base_url=f"http://{host}").request.environ
        )
        ours, theirs = app.create_url_adapter(request), Flask.create_url_adapter(app, request)
        assert ours is not None
        assert vars(ours) == vars(theirs)


def test_a_host_that_is_refused_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(SecurityError):
            trusted("http", "evil.example", None, ("localhost",))


@pytest.mark.parametrize("status", [200, 204, 304, 303])
def test_headers_are_sent_as_flask_sends_them(app: Flask, status: int) -> None:
    with app.test_request_context() as context:
        sent = []
        for kind in (Answer, Response):
            answer = kind("text", status, {"Location": "/a"} if status == 303 else {"ETag": '"x"'})
            sent.append(list(answer.get_wsgi_headers(context.request.environ)))
        assert sent[0] == sent[1]
