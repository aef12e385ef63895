"""An authenticator app for this machine (RFC 6238): give it a key, and it shows the code of this half minute."""

from __future__ import annotations

import base64
import binascii
import hmac

import flask

from standins.mailbox.letters import current

blueprint = flask.Blueprint("authenticator", __name__)
STEP_SECONDS = 30


@blueprint.get("/authenticator")
def show() -> tuple[str, int]:
    """Show the code for `?key=` (base 32, spaces as you like), or ask for the key."""
    typed = flask.request.args.get("key", "")
    at = current().clock().timestamp()
    try:
        code = code_of(typed, at) if typed else ""
    except binascii.Error:
        return flask.render_template("authenticator.html", key=typed, code="", left=0, wrong=True), 422
    left = STEP_SECONDS - int(at) % STEP_SECONDS
    return flask.render_template("authenticator.html", key=typed, code=code, left=left, wrong=False), 200


def code_of(key: str, at: float) -> str:
    """Return the six digits for `key` at the instant `at`."""
    letters = "".join(key.split()).upper()
    secret = base64.b32decode(letters + "=" * (-len(letters) % 8))
    digest = hmac.digest(secret, (int(at) // STEP_SECONDS).to_bytes(8, "big"), "sha1")
    begin = digest[-1] & 15
    number = int.from_bytes(digest[begin : begin + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
