"""The SMS endpoint: the one call of Twilio's 2010-04-01 API that sends a message, with its errors."""

from __future__ import annotations

import hmac
import re
import uuid
from email.utils import format_datetime

import flask

from standins.mailbox import calling
from standins.mailbox.letters import current

blueprint = flask.Blueprint("texts", __name__, url_prefix="/2010-04-01")
LONGEST_BODY = 1600
_NUMBER = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_SEGMENT = 153
_UNSUBSCRIBED_ENDING, _LOST_ENDING, _BROKEN_ENDING = "0000", "0005", "0009"


class Rejected(Exception):
    """The vendor says no: its code, the HTTP status and the text."""

    def __init__(self, code: int, status: int, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


@blueprint.errorhandler(Rejected)
def reject(error: Rejected) -> tuple[flask.Response, int]:
    """Write the vendor's error shape."""
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    body = {"code": error.code, "message": error.message, "more_info": more, "status": error.status}
    return flask.jsonify(body), error.status


@blueprint.post("/Accounts/<sid>/Messages.json")
def send(sid: str) -> tuple[flask.Response, int]:
    """Keep a text message and answer that it is queued."""
    _authenticate(sid)
    form = flask.request.form
    to, body = form.get("To", ""), form.get("Body", "")
    sender = form.get("From") or form.get("MessagingServiceSid", "")
    _check(to, sender, body)
    message = "SM" + uuid.uuid4().hex
    current().add(channel="sms", sender=sender, recipients=[to], raw=body.encode(), sid=message)
    if callback := form.get("StatusCallback"):
        calling.report_later(callback, flask.current_app.config["AUTH_TOKEN"], _report(sid, message, to, sender))
    return flask.jsonify(_queued(sid, message, to, sender, body)), 201


def _report(account: str, message: str, to: str, sender: str) -> dict[str, str]:
    """What the vendor says later: delivered, or, for a magic number, that there is no such phone."""
    is_lost = to.endswith(_LOST_ENDING)
    fate = {"MessageStatus": "undelivered", "ErrorCode": "30005"} if is_lost else {"MessageStatus": "delivered"}
    return {"AccountSid": account, "From": sender, "MessageSid": message, "SmsSid": message, "To": to, **fate}


def _authenticate(sid: str) -> None:
    config, login = flask.current_app.config, flask.request.authorization
    given = f"{sid}:{login.username}:{login.password}" if login is not None else ""
    wanted = f"{config['ACCOUNT_SID']}:{config['ACCOUNT_SID']}:{config['AUTH_TOKEN']}"
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Rejected(20003, 401, "Authenticate")


def _check(to: str, sender: str, body: str) -> None:
    if not to:
        raise Rejected(21604, 400, "A 'To' phone number is required.")
    if not sender:
        raise Rejected(21603, 400, "A 'From' phone number is required.")
    if not body:
        raise Rejected(21602, 400, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise Rejected(21617, 400, "The concatenated message body exceeds the 1600 character limit.")
    if not _NUMBER.fullmatch(to):
        raise Rejected(21211, 400, f"The 'To' number {to} is not a valid phone number.")
    if to.endswith(_UNSUBSCRIBED_ENDING):
        raise Rejected(21610, 400, "Attempt to send to unsubscribed recipient.")
    if to.endswith(_BROKEN_ENDING):
        raise Rejected(20500, 500, "An internal server error has occurred.")


def _queued(account: str, message: str, to: str, sender: str, body: str) -> dict[str, object]:
    now = format_datetime(current().clock())
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": body,
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(-(-len(body) // _SEGMENT)),
        "price": None,
        "price_unit": "USD",
        "sid": message,
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{account}/Messages/{message}/Media.json"},
        "to": to,
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{message}.json",
    }
