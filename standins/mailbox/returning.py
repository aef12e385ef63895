"""What comes back of a mail: the one-click POST of a mail program, and a server's notice that it did not arrive."""

from __future__ import annotations

from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime

import flask
import requests

from standins.mailbox import calling, reading
from standins.mailbox.letters import Letter, current

blueprint = flask.Blueprint("returning", __name__)
GONE = "5.1.1"


@blueprint.post("/messages/<int:number>/unsubscribe")
def unsubscribe(number: int) -> tuple[str, int]:
    """Post to the address in the mail's List-Unsubscribe header, and show what the site answered."""
    if flask.request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        flask.abort(403)
    headers = reading.opened(_found(number)).headers
    if "List-Unsubscribe" not in headers or "List-Unsubscribe-Post" not in headers:
        flask.abort(404)
    try:
        status = str(calling.unsubscribe(headers["List-Unsubscribe"]))
    except (requests.RequestException, calling.Outside) as error:
        status = type(error).__name__
    return flask.render_template("unsubscribed.html", status=status, number=number), 200


@blueprint.get("/messages/<int:number>/returned")
def returned(number: int) -> flask.Response:
    """Write the notification (RFC 3464) that this mail did not arrive. `?status=5.2.2` for another reason."""
    letter = _found(number)
    if not letter.is_email:
        flask.abort(404)
    notice = notification(letter, flask.request.args.get("status", GONE), format_datetime(current().clock()))
    return flask.Response(notice.as_bytes(), mimetype="text/plain")


def notification(letter: Letter, status: str, date: str) -> EmailMessage:
    """Build the notification a mail server would send to whoever sent `letter`."""
    notice = EmailMessage()
    notice["From"], notice["To"], notice["Date"] = "MAILER-DAEMON@mail.example", letter.sender, date
    notice["Subject"], notice["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    notice["MIME-Version"] = "1.0"
    notice["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="returned"'
    said = MIMEPart()
    said.set_content("Your message could not be delivered.\n")
    about = f"Final-Recipient: rfc822; {letter.recipients}\r\nAction: failed\r\nStatus: {status}\r\n"
    notice.set_payload([said, *_parts(about, letter.raw)])
    return notice


def _parts(about: str, raw: bytes) -> list[MIMEPart]:
    delivery, server = MIMEPart(), MIMEPart()
    server["Reporting-MTA"] = "dns; mail.example"
    recipient = MIMEPart()
    for line in about.splitlines():
        name, _, value = line.partition(": ")
        recipient[name] = value
    delivery["Content-Type"] = "message/delivery-status"
    delivery.set_payload([server, recipient])
    copy = MIMEPart()
    copy["Content-Type"] = "text/rfc822-headers"
    copy.set_payload(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace") + "\n")
    return [delivery, copy]


def _found(number: int) -> Letter:
    letter = current().find(number)
    return letter if letter is not None else flask.abort(404)
