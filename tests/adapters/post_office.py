"""A mail server on the loopback that says what a test tells it to, command by command."""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class PostOffice(socketserver.ThreadingTCPServer):
    """`replies` maps a command word (or `.` for the end of the text) to a reply; `""` closes the connection."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.port = int(self.server_address[1])
        self.replies: dict[str, str] = {}
        self.commands: list[str] = []
        self.texts: list[bytes] = []
        self.tls: ssl.SSLContext | None = None

    @property
    def mail(self) -> EmailMessage:
        """The last mail that was taken."""
        return message_from_bytes(self.texts[-1], _class=EmailMessage, policy=policy.SMTP)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are part of the tests."""


class _Counter(socketserver.StreamRequestHandler):
    server: PostOffice
    words = {"greeting": "220 hello", "EHLO": "250-me\r\n250-AUTH PLAIN\r\n250 STARTTLS", "AUTH": "235 ok"}
    words |= {"DATA": "354 go on", ".": "250 2.0.0 Ok: queued as 4F1", "STARTTLS": "220 go on", "QUIT": "221 bye"}

    def handle(self) -> None:
        if not self._say("greeting"):
            return
        for line in iter(lambda: self.rfile.readline().decode("latin-1").strip(), ""):
            self.server.commands.append(line)
            word = line.split()[0].split(":")[0].upper()
            if not self._say(word):
                return
            if word == "DATA" and self._reply("DATA").startswith("354"):
                self.server.texts.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                if not self._say("."):
                    return
            if word == "STARTTLS":
                self._encrypt()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.connection.close()

    def _reply(self, word: str) -> str:
        return self.server.replies.get(word, self.words.get(word, "250 ok"))

    def _say(self, word: str) -> bool:
        reply = self._reply(word)
        self.wfile.write(f"{reply}\r\n".encode() if reply else b"")
        return bool(reply)

    def _encrypt(self) -> None:
        assert self.server.tls
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True, do_handshake_on_connect=False)
        self.connection.do_handshake()
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)


@contextlib.contextmanager
def open_office() -> Iterator[PostOffice]:
    """A mail server that answers until the block ends."""
    office = PostOffice()
    thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.002}, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        office.shutdown()
        with contextlib.suppress(OSError):
            office.socket.shutdown(socket.SHUT_RDWR)
        office.server_close()
        thread.join()
