"""The page for people: each profile with its balance, and a form that makes its next top-ups fail."""

from __future__ import annotations

import flask

from standins.carriers import ledger, settings
from standins.carriers.airalo import ledger as airalo
from standins.carriers.airalo.serving import BEHAVIOURS as AIRALO_BEHAVIOURS
from standins.carriers.esimaccess import profiles
from standins.carriers.esimaccess.serving import BEHAVIOURS
from standins.carriers.moments import wire
from standins.carriers.standin import current

blueprint = flask.Blueprint("page", __name__)
MOVES = {3600: "1 hour", 6 * 3600: "6 hours", 86400: "1 day", 7 * 86400: "7 days", 30 * 86400: "30 days"}
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_GIBIBYTE_HUNDREDTH = 1024**3 // 100


@blueprint.get("/")
def home() -> str:
    """Show every profile as the carrier sees it now."""
    standin = current()
    with standin.state.reading() as db:
        now = settings.now(standin.state, db)
        shown = [ledger.profile(db, each, now) for each in profiles.every(db)]
        sims = airalo.everything(db, now)["sims"]
    names = {"behaviours": BEHAVIOURS, "airalo_behaviours": AIRALO_BEHAVIOURS, "moves": MOVES}
    return flask.render_template("carriers.html", profiles=shown, sims=sims, now=wire(now), **names)


@blueprint.app_template_filter("gigabytes")
def gigabytes(count: int) -> str:
    """Write bytes as GB (1024^3) with two decimals, rounded down."""
    hundredths = count // _GIBIBYTE_HUNDREDTH
    return f"{hundredths // 100}.{hundredths % 100:02d} GB"


@blueprint.after_request
def harden(response: flask.Response) -> flask.Response:
    """The page loads its own style and nothing else."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
