"""The page that waits for the code: one address, for whichever of the three reasons the code was sent."""

from flask import Response, make_response, render_template, session, url_for

from tmcard.domain.accounts import Purpose
from tmcard.services import registering, resetting, signing_in, verifying
from tmcard.services.registering import AlreadyRegistered, Opened
from tmcard.services.verifying import NothingToVerify
from tmcard.store.models import Verification
from tmcard.web import addresses, callers, identity
from tmcard.web.auth import forms, waiting
from tmcard.web.auth.views import blueprint
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go
from tmcard.web.refusals import REFUSALS, refused

PAGES = {
    Purpose.REGISTER: "auth/verify.html",
    Purpose.SIGN_IN: "auth/verify.html",
    Purpose.RESET: "auth/new_password.html",
}


@blueprint.get("/verify")
def verify() -> Response:
    """Ask for the code, and after a reset for the new password."""
    here = waiting.current()
    if here is None:
        return go(addresses.SIGN_IN)
    return _page(here, _form(here), 200)


@blueprint.post("/verify")
def verify_now() -> Response:
    """Take the code and do what it was sent for."""
    here = waiting.current()
    if here is None:
        return go(addresses.SIGN_IN)
    form = _form(here)
    if not form.validate_on_submit():
        return _page(here, form, 422)
    try:
        opened = _confirm(here, form)
    except REFUSALS as error:
        return refused(PAGES[Purpose(here.purpose)], form, error, "code", **_context(here))
    except AlreadyRegistered:
        session.clear()
        return go(addresses.SIGN_IN)
    return identity.enter(opened, waiting.wanted())


@blueprint.post("/verify/resend")
def resend() -> Response:
    """Send the code again, if the last one was sent long enough ago."""
    here = waiting.current()
    if here is None:
        return go(addresses.SIGN_IN)
    try:
        waiting.go_on(verifying.resend(db.session(), callers.wake(), here.ref, callers.client(), now()))
    except NothingToVerify:
        return go(addresses.SIGN_IN)
    except REFUSALS as error:
        return refused(PAGES[Purpose(here.purpose)], _form(here), error, "code", **_context(here))
    return go(url_for("auth.verify", sent="again"))


def _confirm(here: Verification, form: forms.Code) -> Opened:
    session, keys, wake, device = db.session(), callers.keys(), callers.wake(), callers.device()
    if here.purpose == Purpose.REGISTER:
        return registering.confirm(session, keys, here.ref, form.digits, device=device, now=now())
    if isinstance(form, forms.NewPassword):
        new = form.password.data
        return resetting.confirm(session, wake, keys, here.ref, form.digits, new, device=device, now=now())
    return signing_in.confirm(session, wake, keys, here.ref, form.digits, device=device, now=now())


def _form(here: Verification) -> forms.Code:
    return forms.NewPassword(here.msisdn) if here.purpose == Purpose.RESET else forms.Code()


def _page(here: Verification, form: forms.Code, status: int) -> Response:
    return make_response(render_template(PAGES[Purpose(here.purpose)], form=form, **_context(here)), status)


def _context(here: Verification) -> dict[str, object]:
    resend_at = verifying.resend_at(db.session(), here, now())
    return {"purpose": here.purpose, "phone": waiting.typed(), "resend_at": resend_at, "now": now()}
