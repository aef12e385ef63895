"""What became of texts, as Twilio's `StatusCallback` tells it. Every report is signed; nothing else is believed."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha1

from tmcard.adapters.sms import CODES, FAILED
from tmcard.domain.ports import Fate, Refused, TextReport

#: www.twilio.com/docs/messaging/guides/track-outbound-message-status; every other word is on the way.
FATES = {"delivered": Fate.DELIVERED, "read": Fate.DELIVERED, **dict.fromkeys(FAILED, Fate.LOST)}
MAX_SID = 64


class TwilioReports:
    """`domain.ports.TextReports`. `url` is the address the service was given, as it signs that along."""

    def __init__(self, url: str, auth_token: str) -> None:
        self._url, self._key = url, auth_token.encode()

    def read(self, headers: Mapping[str, str], form: Sequence[tuple[str, str]]) -> TextReport:
        """The report in a form that was posted to us. Raises Refused (`forged`, `unreadable`)."""
        given = headers.get("X-Twilio-Signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(sign(self._key, self._url, form), given):
            raise Refused("forged")
        fields = dict(form)
        sid, status, number = (fields.get(name, "") for name in ("MessageSid", "MessageStatus", "ErrorCode"))
        if not sid or len(sid) > MAX_SID or not sid.isascii() or not sid.isalnum():
            raise Refused("unreadable")
        fate = FATES.get(status, Fate.UNDER_WAY)
        code, _ = CODES.get(int(number) if number.isascii() and number.isdigit() else 0, ("lost", False))
        return TextReport(sid, fate, code if fate is Fate.LOST else "")


def sign(key: bytes, url: str, form: Sequence[tuple[str, str]]) -> bytes:
    """The signature of a form: the address and every name and value, sorted (www.twilio.com/docs/usage/security)."""
    text = url + "".join(name + value for name, value in sorted(form))
    return base64.b64encode(hmac.digest(key, text.encode("utf-8", "surrogatepass"), sha1))
