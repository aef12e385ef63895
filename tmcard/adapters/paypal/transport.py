"""`paypalrestsdk.Api` made safe for money: time-outs, one token, three outcomes.

The stock class waits for ever, recurses without end on a lasting 401, returns a 400 as if it were an
answer, follows redirects, asks for a token per thread and sends business headers to the token call.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import paypalrestsdk
import structlog

from tmcard.adapters.http import TIMEOUT, Answer, Guard, Outbound, no_guard
from tmcard.adapters.paypal.words import refusal
from tmcard.domain.ports import Busy, GatewayError, NotFound, NotSent, Unknown

#: A token is renewed this long before PayPal lets it lapse, or at half its life when that is shorter.
TOKEN_MARGIN_SECONDS = 120
#: PayPal's usual token life, for an answer that does not say.
TOKEN_SECONDS = 32_400
_ID = re.compile(r"[A-Z0-9-]{1,64}")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """PayPal's yes: 200 (a replayed request) and 201 mean the same."""

    status: int
    document: dict[str, Any]
    evidence: dict[str, Any]


def is_id(text: object) -> bool:
    """Whether `text` has the shape of a PayPal id and may stand in a path."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def path(template: str, paypal_id: str) -> str:
    """`template` with its id filled in. An id of another shape is one PayPal cannot know: NotFound.

    `Api.post` uses the path as a regular expression's replacement, so this check also keeps backslashes out.
    """
    if not is_id(paypal_id):
        raise NotFound("not_found", evidence={"issue": "malformed_id"})
    return template.format(paypal_id)


class Transport(paypalrestsdk.Api):  # type: ignore[misc]  # the package carries no types
    """The SDK's verbs (`get`, `post`), each ending in a Reply, Refused, Busy, NotSent or Unknown.

    `mode` is always "live": the SDK's sandbox mode logs credentials and bodies. Which PayPal is
    meant says `base_url` alone.
    """

    user_agent = "tmcard"
    token_hash: dict[str, Any] | None

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        endpoint = base_url.rstrip("/")
        super().__init__(
            mode="live",
            endpoint=endpoint,
            token_endpoint=endpoint,
            client_id=client_id,
            client_secret=client_secret,
        )
        self._outbound = Outbound("paypal", guard=guard, timeout=timeout, trace_header="PayPal-Debug-Id")
        self._lock = threading.Lock()
        self._lock_seconds = sum(timeout)
        self._monotonic = monotonic
        self._token_good_until = 0.0

    def get_token_hash(self, *_: Any, **__: Any) -> dict[str, Any]:
        """The one token of this process, fetched when there is none or it is about to lapse.

        Takes no notice of what the SDK passes in: business headers have no place in the token call.
        Raises NotSent (or Busy): without a token nothing was asked for.
        """
        if not self._lock.acquire(timeout=self._lock_seconds):
            raise NotSent("no_token")
        try:
            if self.token_hash is None or self._monotonic() >= self._token_good_until:
                self.token_hash = self._new_token()
            return self.token_hash
        finally:
            self._lock.release()

    def _new_token(self) -> dict[str, Any]:
        asked_at = self._monotonic()
        self.token_hash = None  # the SDK would answer the old one
        try:
            token: dict[str, Any] = super().get_token_hash()
        except (NotSent, Busy):
            raise
        except GatewayError as error:
            refused = error.evidence.get("status") in (400, 401, 403)
            raise NotSent("misconfigured" if refused else "no_token", evidence=error.evidence) from error
        life = token.get("expires_in")
        seconds = life if isinstance(life, int) and life > 0 else TOKEN_SECONDS
        self._token_good_until = asked_at + seconds - min(TOKEN_MARGIN_SECONDS, seconds / 2)
        return token

    def http_call(self, url: str, method: str, **kwargs: Any) -> dict[str, Any]:
        """What the SDK's token call goes through. Checks that the answer is a token before the SDK keeps it."""
        answer = self._outbound.send(method, url, headers=kwargs["headers"], body=kwargs["data"].encode())
        if not answer.is_ok:
            raise refusal(answer.status, {}, answer.evidence)
        token = answer.document()
        if not isinstance(token.get("access_token"), str) or not token["access_token"]:
            raise Unknown("unreadable", evidence=answer.evidence)
        return token

    def request(
        self,
        url: str,
        method: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        refresh_token: str | None = None,
    ) -> Reply:
        """One call; repeated once with a fresh token when PayPal no longer takes the one we used."""
        content = None if method in ("GET", "DELETE") else json.dumps(body).encode()
        answer, token = self._authorised(url, method, content, headers or {})
        if _distrusts_token(answer):
            self._forget(token)
            answer, _ = self._authorised(url, method, content, headers or {})
        if not answer.is_ok:
            raise _refusal(answer)
        document = {} if answer.status == 204 else answer.document()
        return Reply(answer.status, document, answer.evidence)

    def _authorised(
        self, url: str, method: str, content: bytes | None, wishes: Mapping[str, str]
    ) -> tuple[Answer, dict[str, Any]]:
        token = self.get_token_hash()
        headers = {
            **wishes,
            "Authorization": f"Bearer {token['access_token']}",
            "Accept": "application/json",
            "User-Agent": self.user_agent,
        }
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._outbound.send(method, url, headers=headers, body=content), token

    def _forget(self, token: dict[str, Any]) -> None:
        """Drop the token that was refused, unless another thread has already renewed it."""
        with self._lock:
            if self.token_hash is token:
                self.token_hash = None


def _distrusts_token(answer: Answer) -> bool:
    """Revoked (401), or older than a permission granted since (403 NOT_AUTHORIZED; tokens live nine hours)."""
    return answer.status == 401 or (answer.status == 403 and _error(answer).get("name") == "NOT_AUTHORIZED")


def _error(answer: Answer) -> dict[str, Any]:
    try:
        return answer.document()
    except Unknown:
        return {}


def _refusal(answer: Answer) -> GatewayError:
    error = refusal(answer.status, _error(answer), answer.evidence)
    log.warning("paypal_refused", code=error.code, **error.evidence)
    return error
