"""The mailbox page, one page per e-mail, and the same as JSON for tests. Everything shown is escaped."""

from __future__ import annotations

import io
from typing import Any

import flask

from standins.mailbox import reading
from standins.mailbox.letters import Letter, current

blueprint = flask.Blueprint("pages", __name__)
_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_FOREIGN_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@blueprint.get("/")
def home() -> str:
    """List everything, newest first; the page loads itself anew every few seconds."""
    to = flask.request.args.get("to", "")
    shown = [(letter, reading.opened(letter)) for letter in current().newest_first(to)]
    return flask.render_template("mailbox.html", messages=shown, to=to)


@blueprint.get("/messages/<int:number>")
def message(number: int) -> str:
    """Show one message with its headers."""
    letter = _found(number)
    opened = reading.opened(letter)
    links = reading.links_of(opened.html)
    return flask.render_template("message.html", letter=letter, opened=opened, links=links)


@blueprint.get("/messages/<int:number>/html")
def html_part(number: int) -> flask.Response:
    """Serve the HTML part alone, shut in by its own policy: no scripts, nothing loaded from anywhere."""
    opened = reading.opened(_found(number))
    if not opened.html:
        flask.abort(404)
    return _foreign(flask.Response(opened.html, mimetype="text/html"))


@blueprint.get("/messages/<int:number>/attachments/<int:at>")
def attachment(number: int, at: int) -> flask.Response:
    """Download one attachment; the browser is never told to show it."""
    attachments = reading.opened(_found(number)).attachments
    if at >= len(attachments):
        flask.abort(404)
    file = io.BytesIO(attachments[at].content)
    name = attachments[at].name
    answer = flask.send_file(file, "application/octet-stream", as_attachment=True, download_name=name)
    return _foreign(answer)


@blueprint.get("/messages.json")
def messages_json() -> flask.Response:
    """Return every message, newest first, or those to one address or number with `?to=`."""
    to = flask.request.args.get("to", "")
    return flask.jsonify([_record(letter) for letter in current().newest_first(to)])


@blueprint.post("/_standin/reset")
def reset() -> tuple[flask.Response, int]:
    """Empty the mailbox."""
    if flask.request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return flask.jsonify(error="not from another site"), 403
    current().forget()
    return flask.jsonify(reset=True), 200


@blueprint.app_template_filter("linked")
def linked(text: str) -> str:
    """Escape a text and make its web addresses links."""
    return reading.linked(text)


@blueprint.app_template_filter("code")
def code(text: str) -> str:
    """Find the one-time code in a text."""
    return reading.code(text)


@blueprint.after_request
def harden(response: flask.Response) -> flask.Response:
    """Our own pages load their style and frames from here, nothing else; nothing is kept by the browser."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _foreign(response: flask.Response) -> flask.Response:
    response.headers["Content-Security-Policy"] = _FOREIGN_POLICY
    return response


def _found(number: int) -> Letter:
    letter = current().find(number)
    if letter is None:
        flask.abort(404)
    return letter


def _record(letter: Letter) -> dict[str, Any]:
    opened = reading.opened(letter)
    return {
        "id": letter.id,
        "channel": letter.channel,
        "sid": letter.sid,
        "to": letter.recipients,
        "from": letter.sender,
        "subject": opened.subject,
        "text": opened.text,
        "html": opened.html,
        "headers": opened.headers,
        "attachments": [each.name for each in opened.attachments],
        "at": letter.at,
    }
