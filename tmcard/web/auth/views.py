"""Registering, signing in and out, and asking for a new password. The code has `verify.py` to itself."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, session

from tmcard.services import registering, resetting, signing_in
from tmcard.services.signing_in import Attempt, CodeAsked
from tmcard.web import addresses, callers, identity
from tmcard.web.auth import forms, waiting
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import safe_next, signed_in_owner
from tmcard.web.htmx import go
from tmcard.web.refusals import REFUSALS, refused

blueprint = Blueprint("auth", __name__, url_prefix="/auth")


@blueprint.get("/register")
def register() -> Response | str:
    """Ask for a number and a password."""
    return _door("auth/register.html", forms.Register())


@blueprint.post("/register")
def register_now() -> Response:
    """Send the code, or what else is to be said to whoever holds that phone."""
    form = forms.Register()
    if not form.validate_on_submit():
        return _again("auth/register.html", form)
    visitor = callers.visitor(form.msisdn, form.zone.data or "")
    try:
        ref = registering.register(db.session(), callers.wake(), visitor, form.password.data, now())
    except REFUSALS as error:
        return refused("auth/register.html", form, error, "password")
    return waiting.begin(ref, typed=form.phone.data)


@blueprint.get("/sign-in")
def sign_in() -> Response | str:
    """Ask for number and password. `next` is where the reader wanted to go."""
    return _door("auth/sign_in.html", forms.SignIn())


@blueprint.post("/sign-in")
def sign_in_now() -> Response:
    """Sign a known browser in; send any other a code first."""
    form = forms.SignIn()
    if not form.validate_on_submit():
        return _again("auth/sign_in.html", form)
    attempt = Attempt(callers.visitor(form.msisdn), form.password.data, callers.mark(), callers.device())
    try:
        outcome = signing_in.sign_in(db.session(), callers.wake(), callers.keys(), attempt, now())
    except REFUSALS as error:
        return refused("auth/sign_in.html", form, error, "password")
    if isinstance(outcome, CodeAsked):
        return waiting.begin(outcome.ref, typed=form.phone.data)
    return identity.enter(outcome, waiting.wanted())


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this device's session."""
    return identity.leave(addresses.HOME)


@blueprint.get("/reset")
def reset() -> str:
    """Ask for the number whose password is forgotten. Signed-in owners may have forgotten theirs as well."""
    return render_template("auth/reset.html", form=forms.Phone())


@blueprint.post("/reset")
def reset_now() -> Response:
    """Send the code, or what else is to be said to whoever holds that phone."""
    form = forms.Phone()
    if not form.validate_on_submit():
        return _again("auth/reset.html", form)
    try:
        ref = resetting.ask(db.session(), callers.wake(), callers.visitor(form.msisdn), now())
    except REFUSALS as error:
        return refused("auth/reset.html", form, error, "phone")
    return waiting.begin(ref, typed=form.phone.data)


def _door(page: str, form: forms.Phone) -> Response | str:
    """The page for whoever is not signed in yet; others are where they wanted to go. Remembers `next`."""
    wanted = safe_next(request.args.get("next"))
    if signed_in_owner() is not None:
        return go(wanted)
    if wanted != addresses.DASHBOARD:
        session[waiting.NEXT] = wanted
    return render_template(page, form=form)


def _again(page: str, form: forms.Phone, **context: Any) -> Response:
    return make_response(render_template(page, form=form, **context), 422)
