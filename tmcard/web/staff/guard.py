"""Who of the staff is signed in: a cookie and a guard of their own, which know nothing of owners."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Blueprint, Response, g, request, url_for

from tmcard.services.staffing import entering
from tmcard.services.staffing.entering import Entered
from tmcard.store.staff import Live
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import here, safe_next
from tmcard.web.htmx import go, leave

WORK = "/staff/"
View = Callable[..., Any]

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.after_request
def _hide(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.context_processor
def _known() -> dict[str, Any]:
    return {"member": g.get("staff")}


def token() -> str:
    """The token in the cookie; empty for everybody without one."""
    return request.cookies.get(_cookie(), "")


def signed_in() -> Live | None:
    """The member who is signed in on this browser, looked up once a request."""
    if "staff" not in g:
        g.staff = entering.recognise(db.session(), token(), now())
        if g.staff is not None:
            structlog.contextvars.bind_contextvars(staff=g.staff.name)  # every later line of this request says who
    live: Live | None = g.staff
    return live


def name() -> str:
    """The name of the member who is signed in, inside a view that asks for one."""
    live = signed_in()
    if live is None:
        raise LookupError("staff")
    return live.name


def staff_required(view: View) -> View:
    """Let only signed-in members in; everybody else signs in first and comes back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return _sign_in_first() if signed_in() is None else view(*args, **kwargs)

    guarded.is_staff_guarded = True  # type: ignore[attr-defined]  # for the test that looks at every route
    return guarded


def wanted() -> str:
    """The staff page that the reader was on the way to."""
    page = safe_next(request.args.get("next"), default=WORK)
    return page if page.startswith(WORK) else WORK


def enter(entered: Entered, url: str) -> Response:
    """Keep the new session in the browser and go on to `url`. An open page's form tokens die with the old one."""
    response = go(url)
    response.set_cookie(_cookie(), entered.token, secure=house().config.is_https, httponly=True, samesite="Lax")
    return response


def forget(url: str) -> Response:
    """End the session here and on the server, and have the browser forget the pages it kept."""
    entering.sign_out(db.session(), token(), now())
    response = go(url)
    response.delete_cookie(_cookie(), secure=house().config.is_https, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _sign_in_first() -> Response:
    page = here()
    back = page if page.startswith(WORK) and page != WORK else None
    return leave(url_for("staff.sign_in", next=back), htmx_status=401)


def _cookie() -> str:
    return "__Host-staff" if house().config.is_https else "staff"
