"""Control calls for developers and tests: the clock, planned failures, modes, the ledger, a fresh start."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug.wrappers import Response

from standins.carriers import faults, ledger, settings, ticking
from standins.carriers.airalo.serving import OPERATIONS as AIRALO_OPERATIONS
from standins.carriers.esimaccess.serving import OPERATIONS
from standins.carriers.moments import wire
from standins.carriers.standin import Wrong, current

blueprint = flask.Blueprint("control", __name__, url_prefix="/_standin")
_CROSS_SITE = ("cross-site", "same-site")


@blueprint.app_errorhandler(Wrong)
def explain(error: Wrong) -> tuple[flask.Response, int]:
    """Tell the developer what was wrong with a control call."""
    return flask.jsonify(error=str(error)), 400


@blueprint.before_app_request
def refuse_other_sites() -> tuple[str, int] | None:
    """A page open in the same browser must not press these buttons."""
    if flask.request.headers.get("Sec-Fetch-Site") in _CROSS_SITE and flask.request.method != "GET":
        return "Not from another site.", 403
    return None


@blueprint.post("/clock")
def move_clock() -> Response:
    """Move the clock and send the webhooks that are due. Takes JSON, or the page's form."""
    standin = current()
    is_form = "advance_seconds" in flask.request.form
    body = {} if is_form else json_body()
    seconds = flask.request.form.get("advance_seconds", type=int) if is_form else body.get("advance_seconds")
    if type(seconds) is not int:
        raise Wrong("advance_seconds is a whole number")
    done = ticking.sweep(standin, advance=seconds, wait=bool(body.get("wait")))
    return flask.redirect("/", 303) if is_form else flask.jsonify(done | {"now": wire(done["now"])})


@blueprint.post("/faults")
def plan_fault() -> flask.Response:
    """Plan one failure: the nth call of an operation, counted from now."""
    body = json_body()
    operation, effect = body.get("operation"), body.get("effect")
    nth = whole(body, "nth", 1)
    known = OPERATIONS + AIRALO_OPERATIONS
    if operation not in known:
        raise Wrong(f"operation is one of {', '.join(known)}")
    if nth < 1 or not (effect is None or isinstance(effect, bool)):
        raise Wrong("nth is at least 1, effect is true, false or left out")
    with current().state.writing() as db:
        faults.plan(db, operation, nth=nth, kind=str(body.get("kind")), effect=effect)
        planned = faults.planned(db)
    return flask.jsonify(faults=planned)


@blueprint.delete("/faults")
def forget_faults() -> flask.Response:
    """Drop every planned failure, spent or not."""
    with current().state.writing() as db:
        db.execute("DELETE FROM faults")
    return flask.jsonify(faults=[])


@blueprint.route("/modes", methods=["GET", "POST"])
def modes() -> flask.Response:
    """Show the modes, after changing those named in the body."""
    wanted = json_body() if flask.request.method == "POST" else {}
    with current().state.writing() as db:
        settings.set_modes(db, wanted)
        return flask.jsonify(settings.modes(db))


@blueprint.get("/ledger")
def show_ledger() -> flask.Response:
    """Show everything the stand-in knows, for tests that check invariants."""
    standin = current()
    with standin.state.reading() as db:
        return flask.jsonify(ledger.everything(db, settings.now(standin.state, db)))


@blueprint.post("/reset")
def reset() -> flask.Response:
    """Forget everything, the moved clock and the saved webhook included."""
    current().state.forget()
    return flask.jsonify(reset=True)


@blueprint.get("/redirected")
def redirected() -> flask.Response:
    """Where `redirect_302` points: a client that follows leaves its trace in the ledger's calls."""
    with current().state.writing() as db:
        now = settings.now(current().state, db)
        db.execute(
            "INSERT INTO calls (at, operation, body, fault, answer) VALUES (?, 'redirected', '{}', '', 'ok')",
            (now,),
        )
    return flask.jsonify(success=True, errorCode="0", errorMsg=None, obj={})


def json_body() -> dict[str, Any]:
    """Return the body as an object, or raise Wrong."""
    body = flask.request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Wrong("the body is a JSON object")
    return body


def json_list() -> list[dict[str, Any]]:
    """Return the body as a list of objects, or raise Wrong."""
    body = flask.request.get_json(force=True, silent=True)
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise Wrong("the body is a JSON list of objects")
    return body


def whole(body: dict[str, Any], name: str, usual: int) -> int:
    """Return a whole number of the body, `usual` when it is absent, or raise Wrong."""
    value = body.get(name, usual)
    if type(value) is not int:
        raise Wrong(f"{name} is a whole number")
    return value
