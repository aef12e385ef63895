"""One answer of the API before it goes on the wire, and the ways in which it may fail to get there."""

import json
from dataclasses import dataclass, field, replace

from flask import Response, request

from standins.paypal.errors import Json, body

LOST = "standin.lost"  # WSGI environ: (kind, seconds to hold the connection before)


@dataclass(frozen=True)
class Answer:
    """Status and body; `lost` is "closed" or "reset" when the caller never gets to see them."""

    status: int
    body: Json | bytes
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0
    lost: str = ""
    hold_seconds: float = 0

    def response(self, debug_id: str) -> Response:
        """Put the answer on the wire, or mark the connection to be dropped instead."""
        if self.lost:
            request.environ[LOST] = (self.lost, self.hold_seconds)
        raw = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        response = Response(raw, self.status, self.headers, content_type="application/json")
        response.headers["PayPal-Debug-Id"] = debug_id
        return response


def plain_error(status: int, debug_id: str) -> Answer:
    """Answer with a status that needs no issue."""
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    return Answer(status, body(status, debug_id=debug_id), headers)


def spoilt_before(kind: str, *, debug_id: str, base_url: str, hold_seconds: float) -> Answer:
    """Answer in place of a call that had no effect."""
    match kind:
        case "redirect_302":
            return Answer(302, b"", {"Location": f"{base_url}/elsewhere"})
        case "reset":
            return Answer(500, b"", lost="reset")
        case "timeout_without_effect":
            return Answer(500, b"", lost="closed", hold_seconds=hold_seconds)
        case _:
            return plain_error(int(kind.removesuffix("_before")), debug_id)


def spoilt_after(kind: str, answer: Answer, *, debug_id: str, hold_seconds: float) -> Answer:
    """Spoil the answer of a call that did have its effect."""
    match kind:
        case "timeout_with_effect":
            return replace(answer, lost="closed", hold_seconds=hold_seconds)
        case "500_after":
            return plain_error(500, debug_id)
        case "malformed":
            return replace(answer, body=b'{"id": "5O1')
        case "empty":
            return replace(answer, body=b"")
        case _:
            return answer
