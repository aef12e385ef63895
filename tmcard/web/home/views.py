"""Pages that anybody may read."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from tmcard.domain.quotes import TERMS_VERSION
from tmcard.services import accounts
from tmcard.web import i18n
from tmcard.web.addresses import HOME
from tmcard.web.database import db
from tmcard.web.guards import safe_next, signed_in_owner

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """What a T-M card's owner can do here."""
    return render_template("home/index.html")


@blueprint.get("/help")
def help_page() -> str:
    """Answers to what people ask before they write to us."""
    return render_template("home/help.html")


@blueprint.get("/terms")
def terms() -> str:
    """What is agreed to when paying."""
    return render_template("home/terms.html", version=TERMS_VERSION)


@blueprint.get("/privacy")
def privacy() -> str:
    """What is stored about an owner, and for how long."""
    return render_template("home/privacy.html")


@blueprint.post("/language")
def language() -> Response:
    """Show the page the reader came from in the chosen language, now and next time, and write to its owner in it."""
    response = make_response(redirect(safe_next(request.form.get("next"), HOME), 303))
    wish = request.form.get("language", "")
    if wish not in i18n.SUPPORTED:
        return response
    owner = signed_in_owner()
    if owner is not None:
        accounts.choose(db.session(), owner.id, locale=wish, zone=owner.zone)
    return i18n.remember(response, wish, secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
