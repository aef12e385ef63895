"""One access token for the whole process: fetched under a lock, renewed early, dropped when it is refused."""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

from tmcard.adapters.http import Answer, Outbound
from tmcard.domain.ports import Busy, GatewayError, NotSent, Unknown

#: The text says a day, the sample a year: the shorter one counts.
LONGEST_LIFE_SECONDS = 24 * 60 * 60
#: A token is renewed this long before it lapses, or at half its life when that is shorter.
MARGIN_SECONDS = 600
#: Three tokens a minute are allowed: after one that did not come, none is asked for so long.
PAUSE_SECONDS = 20.0
#: Answers that mean that our credentials are not taken.
REFUSED = (400, 401, 403, 422)


class Tokens:
    """The client credentials of OAuth2 (RFC 6749, 4.4), spoken with Airalo."""

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        *,
        outbound: Outbound,
        patience_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        form = {"client_id": client_id, "client_secret": client_secret, "grant_type": "client_credentials"}
        self._url, self._form = url, urlencode(form).encode()
        self._outbound = outbound
        self._patience_seconds = patience_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self._no_asking_until = float("-inf")

    def get(self) -> str:
        """A token that is good now. Raises NotSent (or Busy): without a token nothing was asked for."""
        if not self._lock.acquire(timeout=self._patience_seconds):
            raise NotSent("no_token")
        try:
            if not self._token or self._monotonic() >= self._good_until:
                self._renew()
            return self._token
        finally:
            self._lock.release()

    def forget(self, token: str) -> None:
        """Drop a token that was refused, unless another thread has already renewed it."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _renew(self) -> None:
        asked_at = self._monotonic()
        if asked_at < self._no_asking_until:
            raise NotSent("no_token")
        self._token, self._no_asking_until = "", asked_at + PAUSE_SECONDS
        self._token, life = _ask(self._outbound, self._url, self._form)
        self._good_until = asked_at + life - min(MARGIN_SECONDS, life / 2)
        self._no_asking_until = float("-inf")


def _ask(outbound: Outbound, url: str, form: bytes) -> tuple[str, int]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "User-Agent": "tmcard",
    }
    try:
        return _read(outbound.send("POST", url, headers=headers, body=form))
    except (NotSent, Busy):
        raise
    except GatewayError as error:
        raise NotSent("no_token", evidence=error.evidence) from error


def _read(answer: Answer) -> tuple[str, int]:
    if answer.status in REFUSED:
        raise NotSent("misconfigured", evidence=answer.evidence)
    contents = answer.document().get("data")
    token = contents.get("access_token") if isinstance(contents, dict) else None
    if not answer.is_ok or not isinstance(contents, dict) or not isinstance(token, str) or not token.isprintable():
        raise Unknown("unreadable", evidence=answer.evidence)
    life = contents.get("expires_in")
    seconds = life if isinstance(life, int) and life > 0 else LONGEST_LIFE_SECONDS
    return token, min(seconds, LONGEST_LIFE_SECONDS)
