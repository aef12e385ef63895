"""The SMTP sink: takes every e-mail on loopback and keeps it, but for two kinds of address."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from standins.mailbox.letters import Letters, utc_now

LARGEST_BYTES = 20 * 1024 * 1024
MAGIC_ENDINGS = {
    "+bounce": "550 5.1.1 No such mailbox (asked for by +bounce)",
    "+refuse": "550 5.7.1 Refused (asked for by +refuse)",
    "+busy": "451 4.3.2 Try again later (asked for by +busy)",
}


class Sink:
    """Keeps what arrives; the names of its methods are aiosmtpd's."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient unless its local part ends in a magic word."""
        local = address.rpartition("@")[0].lower()
        for ending, answer in MAGIC_ENDINGS.items():
            if local.endswith(ending):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message; the envelope says who it is for, so blind copies are seen too."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        try:
            await asyncio.to_thread(
                self._letters.add,
                channel="email",
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                raw=raw,
            )
        except sqlite3.Error:
            return "451 4.3.0 The mailbox could not keep it"
        return "250 OK: kept, and nothing leaves this machine"


def _anyone(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, _login: LoginPassword
) -> AuthResult:
    return AuthResult(success=True)


def start_smtp(*, state_path: Path, port: int, clock: Callable[[], datetime] = utc_now) -> Controller:
    """Start the sink on 127.0.0.1 in a thread of its own and return it; call `stop()` on it to end.

    Any user name and password is accepted, without TLS.
    """
    controller = Controller(
        Sink(Letters(state_path, clock)),
        hostname="127.0.0.1",
        port=port,
        authenticator=_anyone,
        auth_require_tls=False,
        data_size_limit=LARGEST_BYTES,
        enable_SMTPUTF8=True,
        ident="tmcard local mailbox",
    )
    controller.start()
    return controller
