"""SMS through a service that speaks Twilio's Messages API."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import structlog

from tmcard.adapters.http import TIMEOUT, Answer, Guard, Outbound, no_guard
from tmcard.domain.identifiers import mask_msisdn
from tmcard.domain.ports import Busy, Refused, Unknown

#: Error numbers (www.twilio.com/docs/api/errors) in our words, and whether repeating can never help.
CODES = {
    **dict.fromkeys((21211, 21214, 21217, 21265, 21610, 21612, 21614, 21635), ("number_unreachable", True)),
    **dict.fromkeys((30003, 30004, 30005, 30006), ("number_unreachable", True)),
    **dict.fromkeys((21602, 21617), ("text_refused", True)),
    **dict.fromkeys((20003, 20404, 21219, 21408, 21603, 21606, 21608, 21659), ("misconfigured", False)),
}
#: Too many requests, or the sender's queue is full.
BUSY = {20429, 14107, 21611}
FAILED = {"failed", "undelivered"}
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
NO_OTHERS: Mapping[str, str] = {}
log = structlog.get_logger(__name__)


def _nowhere(_number: str) -> str:
    return ""


class TwilioTexter:
    """`domain.ports.Texter`. `sender` is a number, a name, or a messaging service (`MG…`).

    `senders` are others for some regions, as `region_of` names them; `report_url` is told what became of each text.
    The service knows no idempotency key: after Unknown the text may have been sent.
    """

    def __init__(
        self,
        base_url: str,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        senders: Mapping[str, str] = NO_OTHERS,
        region_of: Callable[[str], str] = _nowhere,
        report_url: str = "",
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        account = quote(account_sid, safe="")
        self._url = f"{base_url.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        self._authorization = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._sender, self._senders, self._region_of = sender, senders, region_of
        self._report = {"StatusCallback": report_url} if report_url else {}
        self._outbound = Outbound("sms", guard=guard, timeout=timeout, trace_header="Twilio-Request-Id")

    def send(self, to: str, body: str) -> str:
        """Hand one text over for an E.164 number; answers the service's id for it."""
        if not _E164.fullmatch(to):
            raise Refused("number_unreachable", evidence={"issue": "malformed"})
        form = urlencode({"To": to, **self._from(to), "Body": body, **self._report})
        answer = self._outbound.send(
            "POST",
            self._url,
            headers={
                "Authorization": self._authorization,
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                "User-Agent": "tmcard",
            },
            body=form.encode(),
        )
        sid = _accepted(answer)
        log.info("sms_handed_over", to=mask_msisdn(to), sid=sid)
        return sid

    def _from(self, to: str) -> dict[str, str]:
        """Who sends to this number."""
        sender = self._senders.get(self._region_of(to), self._sender) if self._senders else self._sender
        return {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}


def _accepted(answer: Answer) -> str:
    """The id of a text the service took. Its prose stays out: it repeats the phone number."""
    try:
        document = answer.document()
    except Unknown:
        if answer.status in (401, 403):
            raise Refused("misconfigured", evidence=answer.evidence, permanent=False) from None
        raise
    if answer.is_ok and document.get("status") not in FAILED:
        sid = document.get("sid")
        if not isinstance(sid, str) or not sid:
            raise Unknown("unreadable", evidence=answer.evidence)
        return sid[:64]
    raise _refusal(answer, document)


def _refusal(answer: Answer, document: dict[str, Any]) -> Busy | Refused:
    number = document.get("error_code") if answer.is_ok else document.get("code")
    number = number if isinstance(number, int) else 0
    evidence = {**answer.evidence, "issue": number}
    if number in BUSY:
        return Busy("busy", evidence=evidence)
    fallback = "misconfigured" if answer.status in (401, 403) else "rejected"
    code, permanent = CODES.get(number, (fallback, False))
    return Refused(code, evidence=evidence, permanent=permanent)
