"""The mailbox speaks to the site: what a mail program, a mail server and the SMS service would do by themselves.

Only to addresses on this machine.
"""

from __future__ import annotations

import base64
import hmac
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECONDS = 10
#: The site has to write our id down before it can make anything of a report.
REPORT_AFTER_SECONDS = 1.0
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Outside(ValueError):
    """The address leads away from this machine."""


def unsubscribe(header: str) -> int:
    """Do what a mail program does when its reader presses "unsubscribe" (RFC 8058): one POST, without cookies."""
    return _post(header.strip().removeprefix("<").removesuffix(">"), ONE_CLICK, {})


def report_later(url: str, token: str, fields: Mapping[str, str]) -> threading.Thread:
    """Tell the site in a moment what became of a text, signed as the vendor signs. Whoever does not answer is left."""
    signed = {"X-Twilio-Signature": sign(token, url, fields)}

    def report() -> None:
        try:
            _post(url, fields, signed)
        except (requests.RequestException, Outside):
            return

    timer = threading.Timer(REPORT_AFTER_SECONDS, report)
    timer.daemon = True
    timer.start()
    return timer


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """The vendor's signature of a form: the address and every name and value, sorted, keyed with the auth token."""
    text = url + "".join(f"{name}{value}" for name, value in sorted(fields.items()))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()


def _post(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> int:
    if urlsplit(url).hostname not in LOOPBACK:
        raise Outside(url)
    answer = requests.post(url, data=dict(fields), headers=dict(headers), timeout=SECONDS, allow_redirects=False)
    return answer.status_code
