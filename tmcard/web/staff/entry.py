"""The staff's way in and out."""

from collections.abc import Mapping

from flask import Response, make_response, render_template, session, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.services.passwords import Crowded
from tmcard.services.staffing import enrolling, entering
from tmcard.services.staffing.enrolling import Enrolment, NotEnrolling, SamePassword, WrongCode
from tmcard.services.staffing.entering import Attempt, WrongSignIn
from tmcard.services.throttling import TooMany
from tmcard.web import callers
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.htmx import go
from tmcard.web.refusals import refused
from tmcard.web.staff import forms, guard
from tmcard.web.staff.guard import blueprint

WRONG = _("Name, password or code is wrong. Check all three; each code works once")
REFUSED: Mapping[type[Exception], tuple[str, LazyString]] = {
    WrongCode: ("code", _("That is not the code your authenticator shows now")),
    SamePassword: ("password", _("Choose a password other than the one-time one")),
}


@blueprint.get("/sign-in")
def sign_in() -> Response | str:
    """Ask for name, password and code."""
    if guard.signed_in() is not None:
        return go(guard.wanted())
    return render_template("staff/sign_in.html", form=forms.SignIn(), wanted=guard.wanted())


@blueprint.post("/sign-in")
def sign_in_now() -> Response:
    """Let a member in, or on to their enrolment."""
    form = forms.SignIn()
    attempt = Attempt(form.called, form.password.data or "", form.digits, callers.client(), callers.device())
    try:
        if form.validate_on_submit():
            entered = entering.sign_in(db.session(), callers.keys(), attempt, now())
            session.pop("csrf_token", None)  # whoever planted one knows nothing of what comes now
            return guard.enter(entered, url_for("staff.enrol") if entered.is_enrolling else guard.wanted())
    except WrongSignIn:
        form.form_errors.append(WRONG)
    except (TooMany, Crowded) as error:
        return refused("staff/sign_in.html", form, error, "name", wanted=guard.wanted())
    return make_response(render_template("staff/sign_in.html", form=form, wanted=guard.wanted()), 422)


@blueprint.get("/enrol")
def enrol() -> Response | str:
    """Set a password of one's own and put the key into the authenticator."""
    found = _enrolment()
    return _page(forms.Enrol(found.name), found) if found is not None else go(url_for("staff.sign_in"))


@blueprint.post("/enrol")
def enrol_now() -> Response:
    """Take both and let the member in."""
    found = _enrolment()
    if found is None:
        return go(url_for("staff.sign_in"))
    form = forms.Enrol(found.name)
    if not form.validate_on_submit():
        return make_response(_page(form, found), 422)
    return _enrolled(form, found)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session."""
    return guard.forget(url_for("staff.sign_in"))


def _enrolment() -> Enrolment | None:
    try:
        return enrolling.look(db.session(), callers.keys(), guard.token(), now())
    except NotEnrolling:
        return None


def _enrolled(form: forms.Enrol, found: Enrolment) -> Response:
    facts = {"password": form.password.data, "code": form.digits, "device": callers.device()}
    try:
        entered = enrolling.enrol(db.session(), callers.keys(), guard.token(), now=now(), **facts)
    except NotEnrolling:
        return go(url_for("staff.sign_in"))
    except Crowded as error:
        return refused("staff/enrol.html", form, error, "password", enrolment=found)
    except tuple(REFUSED) as error:
        field, words = REFUSED[type(error)]
        form[field].errors = [*form[field].errors, words]
        return make_response(_page(form, found), 422)
    return guard.enter(entered, guard.WORK)


def _page(form: forms.Enrol, found: Enrolment) -> str:
    return render_template("staff/enrol.html", form=form, enrolment=found)
