"""What every answer tells the browser about itself: where things may come from, who may keep it, who may frame it."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, make_response, request, session
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from tmcard.config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 64 * 1024
SESSION_SECONDS = 30 * 24 * 3600
#: No inline script or style anywhere, hence no nonce to leak and nothing for a swapped-in partial to run.
CSP: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
#: For everything, files included.
ALWAYS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
HEADERS = {
    **ALWAYS,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: Addresses that are keys: the part after the door lets whoever has it in.
KEYED = re.compile(r"^/(r|g|u|o|e)/[^/]+")
#: Whatever is answered there keeps the key there: no address as a referrer, no search engine. The site's name may be
#: sent: under https forms (the language) are refused that come without any referrer.
SECRET = {"Referrer-Policy": "origin", "X-Robots-Tag": "noindex, nofollow"}
HSTS = "max-age=31536000; includeSubDomains"
PERSONAL = ("HX-Request", "Cookie", "Accept-Language")
VARY = ", ".join(PERSONAL)
NOTHING: Mapping[str, tuple[str, ...]] = {}
View = Callable[..., Any]

csrf = CSRFProtect()


def install(app: Flask, config: Config) -> None:
    """Set cookies, limits, CSRF protection and headers."""
    app.config.update(
        TRUSTED_HOSTS=list(config.trusted_hosts),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=100,
        SESSION_COOKIE_NAME="__Host-session" if config.is_https else "session",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_PROTECTION=None,  # travellers change their address all day
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_SECONDS,
        PREFERRED_URL_SCHEME="https" if config.is_https else "http",
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    app.after_request(_finish)
    app.wsgi_app = Headed(app.wsgi_app, headers(config))  # type: ignore[method-assign]  # how Flask means it to be done


def behind_proxies(app: Flask, config: Config) -> None:
    """Believe exactly as many X-Forwarded-* hops as there are proxies of ours. Outermost, hence installed last."""
    hops = config.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def headers(config: Config) -> dict[str, str]:
    """The headers of every page, for those that do not ask for others."""
    every = {"Content-Security-Policy": STRICT, "Referrer-Policy": "same-origin", **HEADERS}
    return {**every, "Strict-Transport-Security": HSTS} if config.is_https else every


class Headed:
    """WSGI middleware that gives every answer the headers it does not have yet.

    In front of Flask, where they are added all at once: within, each costs as much as all of them here.
    """

    def __init__(self, app: "WSGIApplication", always: Mapping[str, str]) -> None:
        self._app, self._always = app, list(always.items())

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, with more headers."""

        def start(status: str, own: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            named = {name for name, _value in own}
            return start_response(status, own + [each for each in self._always if each[0] not in named], *failure)

        return self._app(environ, start)


def allow(directive: str, *sources: str) -> None:
    """Let the page being made, and no other, take `directive` of the policy from `sources` as well."""
    widened = g.setdefault("widened", {})
    widened[directive] = (*widened.get(directive, ()), *sources)


def allow_form_action(*origins: str) -> None:
    """Let forms of the page being made post to us and be sent on to `origins`: browsers check redirects as well."""
    allow("form-action", *origins)


def replace_header(name: str, value: str) -> None:
    """Let the page being made, and no other, carry `value` in one of the headers that all pages share."""
    g.setdefault("replaced_headers", {})[name] = value


def public(seconds: int) -> Callable[[View], View]:
    """Mark an answer that is the same for everybody and may be kept by anybody for `seconds`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Response:
            response = make_response(view(*args, **kwargs))
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
            return response

        marked.is_public = True  # type: ignore[attr-defined]  # for the test that looks at every route
        return marked

    return decorate


def content_security_policy(widened: Mapping[str, tuple[str, ...]] = NOTHING) -> str:
    """The policy as one header, with what a page is allowed beyond it."""
    policy = {name: CSP.get(name, "") for name in (*CSP, *widened)}
    return "; ".join(" ".join((name, *filter(None, (own, *widened.get(name, ()))))) for name, own in policy.items())


STRICT = content_security_policy()


def _finish(response: Response) -> Response:
    asked, own = g._get_current_object(), response.headers
    if "widened" in asked:
        own["Content-Security-Policy"] = content_security_policy(asked.widened)
    if "replaced_headers" in asked:
        own.update(asked.replaced_headers)
    if KEYED.match(request.path):
        own.update(SECRET)
    named = {name for name, _value in own}
    if "Cache-Control" not in named and request.endpoint != "static":
        own.add("Cache-Control", "no-store")
        if "Vary" in named:
            response.vary.update(PERSONAL)
        else:
            own.add("Vary", VARY)
    if session.modified:
        session.permanent = True
    return response
