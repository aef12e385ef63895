"""The manners of every outbound HTTP call: time-outs, no redirects, nothing from the environment, three outcomes."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import NewConnectionError

from tmcard.domain.ports import Busy, GatewayError, NotSent, Unknown

#: Seconds to connect, and seconds of silence before a call counts as hanging.
TIMEOUT = (3.05, 25.0)
#: A body that drips in for longer than this is given up.
BODY_SECONDS = 30.0
MAX_BODY_BYTES = 1024 * 1024
#: A longer wish for patience is not believed.
MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60

Guard = Callable[[], None]
log = structlog.get_logger(__name__)


def no_guard() -> None:
    """Let every call pass."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a 2xx, or a 4xx that the adapter has to put into words. Header names ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Whether the other side said yes."""
        return 200 <= self.status <= 299

    def document(self) -> dict[str, Any]:
        """The JSON object in the body. Raises Unknown when there is none: the call may still have worked."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise Unknown("unreadable", evidence=self.evidence)
        return value


class Outbound:
    """Sends requests to one vendor and sorts what can go wrong. Safe to share between threads.

    `guard` is called before every request; wiring passes one that refuses inside a database transaction.
    `trace_header` names the response header that the vendor's support asks for. Logs hold neither
    bodies nor request headers.
    """

    def __init__(
        self,
        vendor: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        max_body_bytes: int = MAX_BODY_BYTES,
        trace_header: str = "",
    ) -> None:
        self._vendor = vendor
        self._guard = guard
        self._timeout = timeout
        self._max_body_bytes = max_body_bytes
        self._trace_header = trace_header
        self._local = threading.local()

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, shown: str = ""
    ) -> Answer:
        """One request, answered with a 2xx or 4xx; anything else raises NotSent, Unknown or Busy.

        `shown` is how logs name the path, where it holds what they should not.
        """
        self._guard()
        line = log.bind(vendor=self._vendor, method=method, path=shown or urlsplit(url).path)
        started = time.monotonic()
        try:
            answer = self._exchange(method, url, headers, body)
        except GatewayError as error:
            line.warning("vendor_call_failed", outcome=type(error).__name__, code=error.code, ms=_ms_since(started))
            raise
        line.info("vendor_call", ms=_ms_since(started), **answer.evidence)
        _raise_unclear(answer)
        return answer

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            with self._session().request(
                method,
                url,
                headers=dict(headers),
                data=body,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                evidence = {"status": response.status_code, **self._trace(response.headers)}
                content = b"".join(self._capped(response, evidence))
                return Answer(response.status_code, response.headers, content, evidence)
        except requests.RequestException as error:
            raise _failure(error) from error

    def _trace(self, headers: CaseInsensitiveDict[str]) -> dict[str, str]:
        """The vendor's own id of this exchange, when it gave one."""
        trace = headers.get(self._trace_header, "") if self._trace_header else ""
        return {"debug_id": trace[:64]} if trace else {}

    def _capped(self, response: requests.Response, evidence: dict[str, Any]) -> Iterator[bytes]:
        size, deadline = 0, time.monotonic() + BODY_SECONDS
        for chunk in response.iter_content(16 * 1024):
            size += len(chunk)
            if size > self._max_body_bytes or time.monotonic() > deadline:
                raise Unknown("oversized", evidence=evidence)
            yield chunk

    def _session(self) -> requests.Session:
        """This thread's connections. `trust_env` off: a ~/.netrc would overwrite our Authorization header."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return session


def _ms_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _raise_unclear(answer: Answer) -> None:
    """Raise for every status that leaves the outcome open, and for the plea to come back later."""
    status = answer.status
    if status == 429:
        raise Busy("busy", retry_after_seconds=retry_after_seconds(answer.headers), evidence=answer.evidence)
    if 300 <= status <= 399:
        raise Unknown("redirected", evidence=answer.evidence)
    if status == 408 or not 200 <= status <= 499:
        raise Unknown("server_error", evidence=answer.evidence)


def retry_after_seconds(headers: Mapping[str, str]) -> int | None:
    """The `Retry-After` wish in seconds; a date counts from the server's own `Date` (RFC 9110, 10.2.3)."""
    wish = headers.get("Retry-After", "").strip()
    if wish.isascii() and wish.isdigit():
        return min(int(wish[:9]), MAX_RETRY_AFTER_SECONDS)
    try:
        wait = parsedate_to_datetime(wish) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0, min(int(wait.total_seconds()), MAX_RETRY_AFTER_SECONDS))


def _failure(error: requests.RequestException) -> GatewayError:
    """NotSent when no byte of the request can have arrived, else Unknown."""
    if isinstance(error, requests.ConnectTimeout):
        return NotSent("connect_timeout")
    if isinstance(error, ValueError):  # a URL or header that requests itself would not send
        return NotSent("misconfigured")
    causes = list(_causes(error))
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        return NotSent("no_connection")
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return NotSent("untrusted_certificate")
    return Unknown("timed_out" if isinstance(error, requests.Timeout) else "broken")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The wrapped errors. Not `__context__`: that may be an earlier attempt's error, which says nothing of this one."""
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield inner
            yield from _causes(inner)
