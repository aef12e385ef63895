"""Who may see a page, and where a reader may be sent: signed-in owners, and addresses of our own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, g, has_request_context, request
from flask_login import current_user

from tmcard.web import addresses
from tmcard.web.htmx import is_htmx, leave

MAX_NEXT = 500
View = Callable[..., Any]


def signed_in_owner() -> Any:
    """The owner who is signed in on this device, or None. Asks nobody while a failure is being told (see `errors`)."""
    if not has_request_context():
        return None
    held: Any = g._get_current_object()
    if "failing" in held:
        return None
    owner = held.get("_login_user")  # Flask-Login keeps it so
    if owner is None:
        if not hasattr(current_app, "login_manager"):
            return None
        owner = current_user._get_current_object()
    return owner if owner.is_authenticated else None


def owner_required(view: View) -> View:
    """Let only signed-in owners in; everybody else signs in first and comes back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return sign_in_first() if signed_in_owner() is None else view(*args, **kwargs)

    guarded.is_guarded = True  # type: ignore[attr-defined]  # for the test that looks at every route
    return guarded


def reading_along(read: Callable[..., Any]) -> Callable[[View], View]:
    """Let `read(session, token, now)` answer who is signed in and, in the same statement, what the view is about.

    It answers None where nobody is, else a `Live` and that, which the view gets from `was_read_along`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def reading(*args: Any, **kwargs: Any) -> Any:
            g.read_along = read
            return view(*args, **kwargs)

        return reading

    return decorate


def was_read_along() -> Any:
    """What was read together with the session; None where that was known already."""
    return g.pop("was_read_along", None)


def sign_in_first() -> Response:
    """To the sign-in page, and back here afterwards. No sign-in page inside a div: htmx gets 401 and a redirect."""
    back = _current_page()
    query = urlencode({"next": back}) if back else ""
    return leave(f"{addresses.SIGN_IN}?{query}".rstrip("?"), htmx_status=401)


def here() -> str:
    """The page the reader looks at, as far as it can be opened again by a link, else the start page."""
    return _current_page() or addresses.HOME


def _current_page() -> str:
    if is_htmx():
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        return safe_next(f"{shown.path}?{shown.query}".rstrip("?"), default="")
    return safe_next(request.full_path.rstrip("?"), default="") if request.method in ("GET", "HEAD") else ""


def safe_next(value: str | None, default: str = addresses.DASHBOARD) -> str:
    """`value` if it is a path of this site, else `default`.

    Browsers drop tabs and newlines inside addresses and read `\\` as `/`, so anything beyond a plain
    absolute path is refused rather than mended: `//evil`, `/\\evil`, `/%09/evil`, `https:evil`, `/a@b`'s host trick.
    """
    if not value or len(value) > MAX_NEXT or not value.isascii() or not value.isprintable():
        return default
    path = value.partition("?")[0].lower()
    if not path.startswith("/") or any(bad in path for bad in ("//", "\\", "@", "%09", "%0a", "%0d", "%2f", "%5c")):
        return default
    parts = urlsplit(value)
    return default if parts.scheme or parts.netloc or "\\" in value or " " in value else value
