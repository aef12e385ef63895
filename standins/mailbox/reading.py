"""Opens a kept message: its parts, headers, links and code. Malformed mail is shown as well as it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

from markupsafe import Markup, escape

from standins.mailbox.letters import Letter

# Only ASCII, so that a Chinese full stop right after an address is not part of it.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_NEVER_LAST = ".,;:!?)]'"
_SIX_DIGITS = re.compile(r"(?<![\w.+-])\d{6}(?![\w-])", re.ASCII)
_FOUR_TO_EIGHT = re.compile(r"(?<![\w.+-])\d{4,8}(?![\w-])", re.ASCII)


@dataclass(frozen=True)
class Attachment:
    """A file that came with an e-mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Opened:
    """A message ready to be shown; `html` is "" when there is no such part."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]
    attachments: tuple[Attachment, ...] = ()


def opened(letter: Letter) -> Opened:
    """Take a message apart."""
    if not letter.is_email:
        return Opened("", letter.raw.decode(errors="replace"), "", {})
    mail = message_from_bytes(letter.raw, EmailMessage, policy=policy.default)
    headers = _headers(mail)
    attachments = tuple(_attachment(part, at) for at, part in enumerate(mail.iter_attachments()))
    subject = next((value for name, value in headers.items() if name.lower() == "subject"), "")
    return Opened(subject, _part(mail, "plain"), _part(mail, "html"), headers, attachments)


def linked(text: str) -> Markup:
    """Escape a text and make every web address in it a link."""
    pieces, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_NEVER_LAST)
        pieces += [escape(text[last : found.start()]), link(address)]
        last = found.start() + len(address)
    return Markup("").join([*pieces, escape(text[last:])])


def link(address: str) -> Markup:
    """Write a link that opens here and does not say where it was opened from."""
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)


def code(text: str) -> str:
    """Find the one-time code of a text message: six digits, else four to eight; "" when there is none."""
    plain = _ADDRESS.sub(" ", text)
    found = _SIX_DIGITS.search(plain) or _FOUR_TO_EIGHT.search(plain)
    return found.group() if found else ""


def links_of(html: str) -> list[str]:
    """Return the web addresses an HTML part links to, each once, in order."""
    collector = _Links()
    collector.feed(html)
    return list(dict.fromkeys(collector.found))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.lower().startswith(("http://", "https://")):
            self.found.append(address)


def _headers(mail: EmailMessage) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, raw in mail.raw_items():
        value = _decoded(str(raw))
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _decoded(raw: str) -> str:
    """Undo folding and RFC 2047; bytes beyond ASCII arrive as surrogates and are read as UTF-8."""
    plain = "".join(raw.splitlines()).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(plain)))
    except (HeaderParseError, LookupError, ValueError):
        return plain


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (KeyError, LookupError, ValueError):
        return _bytes(part).decode(errors="replace")


def _attachment(part: MIMEPart, at: int) -> Attachment:
    return Attachment(part.get_filename() or f"part-{at + 1}", _bytes(part))


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()
