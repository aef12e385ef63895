"""One request at a time, looked at closely: what came back and how many bytes it took."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.load import HOST

#: What a browser of our day sends, over https, with every request.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9,zh;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
#: One that knows no zstd: its bytes are the ones to judge where they are more.
WITHOUT_ZSTD = {**BROWSER, "Accept-Encoding": "gzip, deflate, br"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept": "text/html"}
#: What a page asks browsers to fetch; not all of them do.
LINKED = re.compile(r"<(?:link|script)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: a path and what it carries besides a browser's usual headers."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def text(self, port: int) -> str:
        """As it goes over the wire."""
        lines = {"Host": f"{HOST}:{port}", **BROWSER, **self.headers}
        return f"GET {self.path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `size` counts the status line and the headers as well."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(k) + len(v) + 4 for k, v in self.headers) + len(self.body)

    def header(self, name: str) -> str:
        """The header's first value, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser is told to keep."""
        set_ones = [value.partition(";")[0] for key, value in self.headers if key.lower() == "set-cookie"]
        return dict(pair.split("=", 1) for pair in set_ones)


def fetch(port: int, path: str, headers: Mapping[str, str]) -> Answer:
    """Ask once."""
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": f"{HOST}:{port}", **headers})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def page_bytes(port: int, ask: Ask) -> int:
    """The page alone, headers included, for the browser that gets more bytes."""
    answers = [fetch(port, ask.path, {**browser, **ask.headers}) for browser in (BROWSER, WITHOUT_ZSTD)]
    return max(answer.size for answer in answers)


def visit_bytes(port: int, ask: Ask) -> int:
    """The page and everything it links to, as a first visit fetches them."""
    plain = fetch(port, ask.path, {**BROWSER, **ask.headers, "Accept-Encoding": "identity"})
    linked = dict.fromkeys(LINKED.findall(plain.body.decode()))
    return page_bytes(port, ask) + sum(fetch(port, path, WITHOUT_ZSTD).size for path in linked)
