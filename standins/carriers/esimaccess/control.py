"""Control calls about eSIM Access: load packages and profiles, set behaviours, send webhooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flask
from werkzeug.wrappers import Response

from standins.carriers import faults, settings
from standins.carriers.control import json_body, json_list, whole
from standins.carriers.esimaccess import notices, packages, profiles
from standins.carriers.esimaccess.envelope import Refused
from standins.carriers.esimaccess.serving import BEHAVIOURS
from standins.carriers.moments import wire
from standins.carriers.standin import Wrong, current

blueprint = flask.Blueprint("esimaccess_control", __name__, url_prefix="/_standin")
_MOST_REPEATS = 20


@blueprint.post("/packages")
def load_packages() -> flask.Response:
    """Store packages by packageCode; twice is harmless."""
    wanted = json_list()
    with current().state.writing() as db:
        for fields in wanted:
            packages.load(db, fields)
    return flask.jsonify(loaded=len(wanted))


@blueprint.post("/profiles")
def load_profiles() -> flask.Response:
    """Store profiles by esimTranNo; with `?keep=existing` those already there stay as they are."""
    wanted, state = json_list(), current().state
    keep = flask.request.args.get("keep") == "existing"
    with state.writing() as db:
        now = settings.now(state, db)
        changed = sum(profiles.load(db, fields, now, keep_existing=keep) for fields in wanted)
    return flask.jsonify(loaded=len(wanted), changed=changed)


@blueprint.post("/profiles/<iccid>/behaviour")
def set_behaviour(iccid: str) -> Response:
    """Let every top-up of a profile fail in one way until it is set to "". Takes JSON, or the page's form."""
    is_form = "top_up" in flask.request.form
    wanted = flask.request.form["top_up"] if is_form else json_body().get("top_up")
    if not isinstance(wanted, str):
        raise Wrong('say which: {"top_up": "busy"}, or "" for none')
    if wanted and wanted not in BEHAVIOURS:
        faults.check_kind(wanted)
    with current().state.writing() as db:
        profiles.save(db, replace(_known(db, {"iccid": iccid}), behaviour=wanted))
    return flask.redirect("/", 303) if is_form else flask.jsonify(iccid=iccid, top_up=wanted)


@blueprint.post("/profiles/<iccid>/activate")
def activate(iccid: str) -> flask.Response:
    """Start a profile that waits: from now it counts its days and its data."""
    state = current().state
    with state.writing() as db:
        profile, now = _known(db, {"iccid": iccid}), settings.now(state, db)
        if profile.activated_at is None or profile.activated_at > now:
            profile = replace(profile, activated_at=now, counted_from=now, expires_at=None)
            profiles.save(db, profile)
    return flask.jsonify(iccid=iccid, activated_at=wire(profile.activated_at), expires_at=wire(profile.end()))


@blueprint.post("/webhooks/send")
def send_webhook() -> flask.Response:
    """Send one notice about a profile now: real, repeated, or with content that lies."""
    body, standin = json_body(), current()
    times = whole(body, "times", 1)
    if not 1 <= times <= _MOST_REPEATS:
        raise Wrong(f"times is 1 to {_MOST_REPEATS}")
    with standin.state.reading() as db:
        profile = _known(db, body)
        notice = notices.notice(db, profile, str(body.get("notifyType")), settings.now(standin.state, db))
    lies = body.get("content") or {}
    notice = replace(notice, content={**notice.content, **lies}, notify_id=str(body.get("notifyId") or ""))
    return flask.jsonify(notices.send(standin, [notice], times=times, wait=bool(body.get("wait"))))


def _known(db: Any, names: dict[str, Any]) -> profiles.Profile:
    try:
        return profiles.find(db, esim_tran_no=str(names.get("esimTranNo") or ""), iccid=str(names.get("iccid") or ""))
    except Refused as error:
        raise Wrong("no such profile; name it by iccid or esimTranNo") from error
