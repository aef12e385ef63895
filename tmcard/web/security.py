"""What every answer tells the browser about itself: where things may come from, who may keep it, who may frame it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, request, session
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from tmcard.config import Config

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
HSTS = "max-age=31536000; includeSubDomains"
PERSONAL = ("HX-Request", "Cookie", "Accept-Language")
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
    always = headers(config)
    app.after_request(lambda response: _finish(response, always))


def behind_proxies(app: Flask, config: Config) -> None:
    """Believe exactly as many X-Forwarded-* hops as there are proxies of ours. Outermost, hence installed last."""
    hops = config.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def headers(config: Config) -> dict[str, str]:
    """The headers of every page that do not depend on the page."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if config.is_https else dict(HEADERS)


def allow_form_action(*origins: str) -> None:
    """Let forms of the page being made post to us and be sent on to `origins`: browsers check redirects as well."""
    g.form_action = (*g.get("form_action", ()), *origins)


def no_referrer(view: View) -> View:
    """Mark a page whose address is a secret. It must hold no form of ours: Flask-WTF wants a referrer under https."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return marked


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


def content_security_policy(form_action: tuple[str, ...] = ()) -> str:
    """The policy as one header, with more places that forms may lead to."""
    policy = {**CSP, "form-action": " ".join((CSP["form-action"], *form_action))}
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


STRICT = content_security_policy()


def _finish(response: Response, always: Mapping[str, str]) -> Response:
    extra = g.get("form_action", ())
    response.headers["Content-Security-Policy"] = content_security_policy(extra) if extra else STRICT
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.update(always)
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(PERSONAL)
    if session.modified:
        session.permanent = True
    return response
