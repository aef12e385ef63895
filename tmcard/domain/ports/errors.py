"""How a call to the outside may fail: surely not sent, unknown, refused, busy, not found."""

from collections.abc import Mapping
from typing import Any


class GatewayError(Exception):
    """A call that brought no answer. `code` is our word for why; `permanent` says that repeating cannot help."""

    permanent = False

    def __init__(self, code: str, *, evidence: Mapping[str, Any] | None = None, permanent: bool | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.evidence = dict(evidence or {})
        if permanent is not None:
            self.permanent = permanent


class NotSent(GatewayError):
    """The request surely never reached the other side (no token, refused connection, connect time-out)."""


class Unknown(GatewayError):
    """The request may have had its effect (time-out, reset, 5xx, unreadable answer)."""


class Refused(GatewayError):
    """The other side understood and said no; nothing happened."""

    permanent = True


class Busy(GatewayError):
    """The other side asked for patience; nothing happened. `retry_after_seconds` is its wish, if it had one."""

    def __init__(
        self, code: str, *, retry_after_seconds: int | None = None, evidence: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, evidence=evidence)
        self.retry_after_seconds = retry_after_seconds


class NotFound(Refused):
    """The other side does not know the thing asked for (any more)."""
