"""The account page and its parts. Each part is a form of its own; after saving, the page says what was saved."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_login import current_user

from tmcard.services import accounts
from tmcard.store import owners, sessions
from tmcard.store.models import Owner
from tmcard.web import callers, identity
from tmcard.web.account import forms
from tmcard.web.account.reaching import reach
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required
from tmcard.web.htmx import go, respond
from tmcard.web.refusals import REFUSALS, refused

blueprint = Blueprint("account", __name__, url_prefix="/account")
PAGE = "account/settings.html"
SAVED = ("preferences", "email", "password", "devices")


@blueprint.get("/")
@owner_required
def settings() -> str:
    """Language, time zone, e-mail address, password, signed-in devices."""
    saved = request.args.get("saved")
    return render_template(PAGE, saved=saved if saved in SAVED else None, **_parts(owner_here()))


@blueprint.post("/preferences")
@owner_required
def preferences() -> Response:
    """Set language and time zone."""
    owner = owner_here()
    form = forms.Preferences(owner)
    if not form.validate_on_submit():
        return _again(form, owner, preferences=form)
    accounts.choose(db.session(), owner.id, locale=form.locale.data, zone=form.zone.data)
    return _saved("preferences")


@blueprint.post("/email")
@owner_required
def email() -> Response:
    """Set or remove the address for receipts."""
    owner = owner_here()
    form = forms.Email()
    if not form.validate_on_submit():
        return _again(form, owner, email=form)
    try:
        accounts.set_email(db.session(), owner.id, form.email.data or None, form.proof.data, now())
    except REFUSALS as error:
        return refused(PAGE, form, error, "proof", **_parts(owner, email=form))
    return _saved("email")


@blueprint.post("/password")
@owner_required
def password() -> Response:
    """Replace the password; every other device is signed out."""
    owner = owner_here()
    form = forms.Password(owner)
    if not form.validate_on_submit():
        return _again(form, owner, password=form)
    words = {"old": form.old.data, "new": form.new.data, "device": callers.device(), "now": now()}
    try:
        opened = accounts.change_password(db.session(), callers.wake(), callers.keys(), owner.id, **words)
    except REFUSALS as error:
        return refused(PAGE, form, error, "old", **_parts(owner, password=form))
    return identity.enter(opened, url_for("account.settings", saved="password"))


@blueprint.post("/devices/<ref>/end")
@owner_required
def end_device(ref: str) -> Response:
    """Sign another of the owner's devices out."""
    if not accounts.end_device(db.session(), current_user.id, ref, now()):
        abort(404)
    return _devices_left()


@blueprint.post("/devices/end-others")
@owner_required
def end_other_devices() -> Response:
    """Sign out every device but this one."""
    accounts.end_other_devices(db.session(), current_user.id, current_user.token, now())
    return _devices_left()


def owner_here() -> Owner:
    """Who is signed in, as the database has them now."""
    owner = owners.by_id(db.session(), current_user.id)
    return owner if owner is not None else abort(404)


def _devices() -> list[sessions.Device]:
    return sessions.devices(db.session(), current_user.id, this=current_user.token, now=now())


def _devices_left() -> Response:
    """The list without the device: swapped in by htmx, else the page once more."""
    if request.headers.get("HX-Request") != "true":
        return _saved("devices")
    return respond(PAGE, "account/_devices.html", devices=_devices())


def _parts(owner: Owner, **sent: Any) -> dict[str, Any]:
    """Everything on the page; of the form that was sent, what was typed."""
    fresh: dict[str, Any] = {
        "preferences": sent.get("preferences") or forms.Preferences(owner),
        "email": sent.get("email") or forms.Email(formdata=None, data={"email": owner.email}),
        "password": sent.get("password") or forms.Password(owner),
    }
    shown = {"reach": reach(owner), "phone": current_user.msisdn, "username": owner.msisdn}
    return {**fresh, **shown, "devices": _devices()}


def _again(form: Any, owner: Owner, **sent: Any) -> Response:
    return make_response(render_template(PAGE, form=form, **_parts(owner, **sent)), 422)


def _saved(part: str) -> Response:
    return go(url_for("account.settings", saved=part))
