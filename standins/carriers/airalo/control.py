"""Control calls about Airalo: load packages and cards, set behaviours, revoke tokens, send webhooks."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import flask
from werkzeug.wrappers import Response

from standins.carriers import faults, settings
from standins.carriers.airalo import notices, orders, packages, sims
from standins.carriers.airalo.answers import Refused
from standins.carriers.airalo.serving import BEHAVIOURS
from standins.carriers.control import json_body, json_list, whole
from standins.carriers.standin import Wrong, current

blueprint = flask.Blueprint("airalo_control", __name__, url_prefix="/_standin/airalo")
_MOST_REPEATS = 20


@blueprint.post("/packages")
def load_packages() -> flask.Response:
    """Store packages by id; twice is harmless."""
    wanted = json_list()
    with current().state.writing() as db:
        for fields in wanted:
            packages.load(db, fields)
    return flask.jsonify(loaded=len(wanted))


@blueprint.post("/sims")
def load_sims() -> flask.Response:
    """Store cards by ICCID; with `?keep=existing` those already there stay as they are."""
    wanted, state = json_list(), current().state
    keep = flask.request.args.get("keep") == "existing"
    with state.writing() as db:
        now = settings.now(state, db)
        changed = sum(sims.load(db, fields, now, keep_existing=keep) for fields in wanted)
        for fields in wanted:
            orders.first(db, sims.find(db, fields["iccid"]), str(fields.get("package_id") or "first"), now)
    return flask.jsonify(loaded=len(wanted), changed=changed)


@blueprint.post("/sims/<iccid>/behaviour")
def set_behaviour(iccid: str) -> Response:
    """Let every top-up of a card fail in one way until it is set to "". Takes JSON, or the page's form."""
    is_form = "top_up" in flask.request.form
    wanted = flask.request.form["top_up"] if is_form else json_body().get("top_up")
    if not isinstance(wanted, str):
        raise Wrong('say which: {"top_up": "busy"}, or "" for none')
    if wanted and wanted not in BEHAVIOURS:
        faults.check_kind(wanted)
    _change(iccid, behaviour=wanted)
    return flask.redirect("/", 303) if is_form else flask.jsonify(iccid=iccid, top_up=wanted)


@blueprint.post("/sims/<iccid>/recycle")
def recycle(iccid: str) -> flask.Response:
    """Take the card back for good."""
    _change(iccid, recycled=True)
    return flask.jsonify(iccid=iccid, recycled=True)


@blueprint.delete("/tokens")
def revoke_tokens() -> flask.Response:
    """Make every access token worthless."""
    with current().state.writing() as db:
        db.execute("DELETE FROM airalo_tokens")
    return flask.jsonify(tokens=[])


@blueprint.post("/webhooks/send")
def send_webhook() -> flask.Response:
    """Send one low-data notice about a card now: real, repeated, forged, or with content that lies."""
    body, standin = json_body(), current()
    times = whole(body, "times", 1)
    if not 1 <= times <= _MOST_REPEATS:
        raise Wrong(f"times is 1 to {_MOST_REPEATS}")
    with standin.state.reading() as db:
        sim, now = _known(db, str(body.get("iccid") or "")), settings.now(standin.state, db)
    notice = notices.low_data(sim, str(body.get("level") or "75%"), now) | (body.get("content") or {})
    ways = {"wait": bool(body.get("wait")), "forged": bool(body.get("forged"))}
    return flask.jsonify(notices.send(standin, [notice], times=times, **ways))


def _change(iccid: str, **values: Any) -> None:
    with current().state.writing() as db:
        sims.save(db, replace(_known(db, iccid), **values))
        db.execute("DELETE FROM airalo_usage WHERE iccid = ?", (iccid,))


def _known(db: sqlite3.Connection, iccid: str) -> sims.Sim:
    try:
        return sims.find(db, iccid)
    except Refused as error:
        raise Wrong("no such card; name it by iccid") from error
