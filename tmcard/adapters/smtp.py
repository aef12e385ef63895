"""E-mail over SMTP: one connection, one recipient, one mail."""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import structlog

from tmcard.adapters.http import Guard, no_guard
from tmcard.adapters.unfolded import POLICY
from tmcard.domain.ports import Busy, GatewayError, Mail, NotSent, Refused, Unknown

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 25.0
#: An enhanced status (RFC 3463) that is about us or the text, not about the address: a blocklist, a missing signature.
POLICY_STATUS = re.compile(rb"5\.7\.")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Server:
    scheme: str
    host: str
    port: int
    username: str
    password: str


def _now() -> datetime:
    return datetime.now(UTC)


def _server(url: str) -> _Server:
    """Where `smtp://user:pass@host:port` leads. Raises ValueError for another scheme or no host."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SMTP_URL")
    credentials = unquote(parts.username or ""), unquote(parts.password or "")
    return _Server(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], *credentials)


class SmtpMailer:
    """`domain.ports.Mailer`. `sender` as in a From header: `tmcard <hello@example.com>`.

    Refused leaves nothing behind; after Unknown (the line broke once the text was on its way) the
    mail may arrive, and its Message-ID will tell that a second one is the same. `bounces_to` gets what comes back,
    if not the sender. `ca_file` names the authority of a mail server with a certificate of its own.
    """

    def __init__(
        self,
        url: str,
        sender: str,
        *,
        bounces_to: str = "",
        guard: Guard = no_guard,
        timeout_seconds: float = TIMEOUT_SECONDS,
        ca_file: str | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._server = _server(url)
        name, address = parseaddr(sender)
        self._sender = Address(display_name=name, addr_spec=address)
        self._bounces_to = bounces_to or self._sender.addr_spec
        self._guard = guard
        self._timeout_seconds = timeout_seconds
        self._tls = ssl.create_default_context(cafile=ca_file)
        self._now = now

    def send(self, mail: Mail) -> str:
        """Hand one mail over; answers what the server said when it took it."""
        message = self._compose(mail)
        self._guard()
        started = time.monotonic()
        line = log.bind(vendor="smtp", host=self._server.host, message_id=mail.message_id)
        try:
            receipt = self._deliver(message, mail.to)
        except GatewayError as error:
            line.warning("mail_failed", outcome=type(error).__name__, code=error.code, **error.evidence)
            raise
        line.info("mail_handed_over", ms=round((time.monotonic() - started) * 1000))
        return receipt

    def _compose(self, mail: Mail) -> bytes:
        """The mail as bytes. A header with a line break in it, or a second recipient, is refused."""
        message = EmailMessage(policy=POLICY)
        try:
            message["From"] = self._sender
            message["To"] = Address(addr_spec=mail.to)
            message["Subject"] = mail.subject
            message["Message-ID"] = f"<{mail.message_id.removeprefix('<').removesuffix('>')}>"
            message["Date"] = format_datetime(self._now())
            for name, value in mail.headers.items():
                message[_header_name(name)] = value
        except (ValueError, IndexError) as error:  # IndexError: what the library's parser makes of an empty address
            raise Refused("malformed", evidence={"issue": type(error).__name__}) from error
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        for file in mail.attachments:
            maintype, _, subtype = file.content_type.partition("/")
            message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
        return message.as_bytes()

    def _deliver(self, message: bytes, to: str) -> str:
        connection = self._connect()
        try:
            return _hand_over(connection, self._bounces_to, to, message)
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        """A greeted, encrypted, signed-in connection. Whatever fails here, the mail was not sent."""
        with contextlib.ExitStack() as undo:
            try:
                connection = self._open()
                undo.callback(connection.close)
                connection.ehlo_or_helo_if_needed()
                if self._server.scheme == "smtp+starttls":
                    connection.starttls(context=self._tls)
                if self._server.username:
                    connection.login(self._server.username, self._server.password)
            except smtplib.SMTPResponseException as error:
                raise _turned_away(error.smtp_code) from error
            except smtplib.SMTPNotSupportedError as error:
                raise NotSent("misconfigured") from error
            except (smtplib.SMTPException, OSError) as error:
                raise NotSent("no_connection", evidence={"issue": type(error).__name__}) from error
            undo.pop_all()
        return connection

    def _open(self) -> smtplib.SMTP:
        host, port, seconds = self._server.host, self._server.port, self._timeout_seconds
        if self._server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=seconds, context=self._tls)
        return smtplib.SMTP(host, port, timeout=seconds)


def _header_name(name: str) -> str:
    """A header that may be added: no break in its name, and none that changes who gets or seems to send the mail."""
    if not name.replace("-", "").isalnum() or not name.isascii() or name.lower() in ("bcc", "cc", "sender"):
        raise ValueError("header")
    return name


def _hand_over(connection: smtplib.SMTP, sender: str, to: str, message: bytes) -> str:
    try:
        _expect("sender_refused", connection.mail(sender), permanent=False)
        _expect("address_refused", connection.rcpt(to))
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent("no_connection", evidence={"issue": type(error).__name__}) from error
    try:
        code, text = connection.data(message)
    except smtplib.SMTPDataError as error:
        code, text = error.smtp_code, b""
    except (smtplib.SMTPException, OSError) as error:
        raise Unknown("broken", evidence={"issue": type(error).__name__}) from error
    _expect("text_refused", (code, b""))
    return text.decode("ascii", "replace")[:200]


def _expect(refusal: str, reply: tuple[int, bytes], *, permanent: bool = True) -> None:
    """Go on after a 2xx; 4xx is Busy (greylisting, full box), 5xx a definite no. The prose may hold the address."""
    code, evidence = reply[0], {"status": reply[0]}
    if 200 <= code <= 299:
        return
    if 500 <= code <= 599:
        refusal = "policy_refused" if POLICY_STATUS.match(reply[1]) else refusal
        raise Refused(refusal, evidence=evidence, permanent=permanent)
    raise Busy("busy", evidence=evidence)


def _turned_away(code: int) -> GatewayError:
    """The server would not talk to us: our settings (5xx), or a bad moment (4xx). Not the recipient's fault."""
    return (
        Busy("busy", evidence={"status": code}) if code < 500 else NotSent("misconfigured", evidence={"status": code})
    )
