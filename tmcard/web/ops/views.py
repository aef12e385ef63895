"""Small answers at fixed addresses."""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, abort, current_app, redirect, send_from_directory, url_for
from werkzeug.sansio.response import Response as AnyResponse

from tmcard.web.addresses import ACCOUNT, DASHBOARD, RESET
from tmcard.web.database import db
from tmcard.web.guards import signed_in_owner
from tmcard.web.ops.readiness import is_ready
from tmcard.web.security import public

blueprint = Blueprint("ops", __name__)

DAY_SECONDS = 24 * 3600
#: Nothing there for a search engine: accounts, payments, keys. Links that are passed on (/r/, /g/) are not among
#: them: chats that show a preview obey this file, and a page that says `noindex` must be read to be heard.
KEYS = ("/u/", "/o/", "/e/")
DISALLOWED = ("/account/", "/auth/", "/dashboard/", "/plans/", "/checkout/", *KEYS, "/webhooks/")
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-512.png", "512x512", "maskable"),
)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _text("ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The process can serve. Why not is for the log of the database, not for strangers."""
    return _text("ready") if is_ready(db.engine) else _text("not ready", 503)


@blueprint.get("/robots.txt")
@public(DAY_SECONDS)
def robots() -> Response:
    """What crawlers may read."""
    return _text("\n".join(["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED)]))


@blueprint.get("/favicon.ico")
@public(7 * DAY_SECONDS)
def favicon() -> Response:
    """For whoever asks without having read the page."""
    return send_from_directory(current_app.static_folder or "", "favicon.ico", mimetype="image/x-icon")


@blueprint.get("/manifest.webmanifest")
@public(DAY_SECONDS)
def manifest() -> AnyResponse:
    """What a phone needs to put the site on its home screen."""
    icons = [
        {"src": url_for("static", filename=name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    response = current_app.json.response(
        name="T-M card", short_name="T-M card", start_url=DASHBOARD, scope="/", display="minimal-ui", icons=icons,
        background_color="#f5f7f6", theme_color="#0a5a4c",
    )  # fmt: skip
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/.well-known/security.txt")
@public(DAY_SECONDS)
def security_txt() -> Response:
    """Whom to tell about a hole (RFC 9116)."""
    address = current_app.extensions["tmcard"].config.support_email
    if not address:
        abort(404)
    midnight = datetime.combine(datetime.now(UTC).date(), time(tzinfo=UTC))
    expires = (midnight + timedelta(days=180)).isoformat().replace("+00:00", "Z")
    return _text(f"Contact: mailto:{address}\nExpires: {expires}\nPreferred-Languages: en, zh")


@blueprint.get("/.well-known/apple-developer-merchantid-domain-association")
@public(DAY_SECONDS)
def apple_pay_domain() -> Response:
    """What Apple looks for, now and once a year, before it lets this site show its sheet: as it was given."""
    content = current_app.extensions["tmcard"].config.till.domain_association
    return Response(content, mimetype="text/plain") if content else abort(404)


@blueprint.get("/.well-known/change-password")
def change_password() -> AnyResponse:
    """Where password managers send their owners: to the form that sets a new one, or for strangers to the reset."""
    return redirect(f"{ACCOUNT}#change-password" if signed_in_owner() else RESET, 302)


def _text(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
