"""The manners of outbound HTTP: what each kind of trouble is called, and what is never done."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.vendor import HANG, IMPATIENT, PATIENT, RESET, Reply, Vendor
from tmcard.adapters.http import Outbound, retry_after_seconds
from tmcard.domain.ports import Busy, GatewayError, NotSent, Unknown

CALL = "GET /thing"


def outbound(**options: Any) -> Outbound:
    return Outbound("vendor", **{"timeout": PATIENT, **options})


def get(vendor: Vendor, **options: Any) -> Any:
    return outbound(**options).send("GET", f"{vendor.base_url}/thing", headers={"Accept": "application/json"})


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 404, 409, 422])
def test_yes_and_no_are_answers(vendor: Vendor, status: int) -> None:
    vendor.on(CALL, Reply(status, {"a": 1}))
    answer = get(vendor)
    assert (answer.status, answer.document()) == (status, {"a": 1})


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (RESET, "broken"),
        (Reply(500), "server_error"),
        (Reply(503), "server_error"),
        (Reply(408), "server_error"),
        (Reply(302, headers={"Location": "/elsewhere"}), "redirected"),
        (Reply(304, b""), "redirected"),
        (Reply(body=b"x" * 2000), "oversized"),
    ],
)
def test_unclear_ends_are_unknown(vendor: Vendor, reply: Reply, code: str) -> None:
    vendor.on(CALL, reply)
    with pytest.raises(Unknown) as caught:
        get(vendor, max_body_bytes=1000)
    assert caught.value.code == code


def test_hanging_vendor_is_given_up(vendor: Vendor) -> None:
    vendor.on(CALL, HANG)
    with pytest.raises(Unknown, match="timed_out"):
        get(vendor, timeout=IMPATIENT)


def test_redirect_is_not_followed(vendor: Vendor) -> None:
    """Checklist 85: a redirect from a vendor is treated as unknown."""
    vendor.on(CALL, Reply(302, headers={"Location": f"{vendor.base_url}/elsewhere"}))
    with pytest.raises(Unknown):
        get(vendor)
    assert [seen.call for seen in vendor.seen] == [CALL]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"[" * 100_000])
def test_document_that_is_no_object_is_unknown(vendor: Vendor, body: bytes) -> None:
    vendor.on(CALL, Reply(200, body))
    with pytest.raises(Unknown, match="unreadable"):
        get(vendor).document()


@pytest.mark.parametrize("path", ["/thing", "//\x00:bad"])
def test_refused_connection_was_not_sent(nobody: str, path: str) -> None:
    with pytest.raises(NotSent):
        outbound().send("POST", nobody + path, headers={})


def test_address_that_cannot_be_one_was_not_sent() -> None:
    with pytest.raises(NotSent, match="misconfigured"):
        outbound().send("POST", "vendor.example/thing", headers={})


@pytest.mark.parametrize(("wish", "seconds"), [("7", 7), ("", None), ("soon", None), ("9" * 30, 86400)])
def test_too_many_requests_is_busy(vendor: Vendor, wish: str, seconds: int | None) -> None:
    vendor.on(CALL, Reply(429, headers={"Retry-After": wish}))
    with pytest.raises(Busy) as caught:
        get(vendor)
    assert caught.value.retry_after_seconds == seconds


def test_retry_after_date_counts_from_the_servers_own_clock() -> None:
    headers = {"Date": "Sun, 22 Nov 2026 06:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 06:01:30 GMT"}
    assert retry_after_seconds(headers) == 90


def test_guard_stands_before_every_call(vendor: Vendor) -> None:
    def guard() -> None:
        raise AssertionError("a transaction is open")

    with pytest.raises(AssertionError):
        get(vendor, guard=guard)
    assert vendor.seen == []


def test_nothing_is_taken_from_the_environment(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nobody: str
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login thief password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", nobody)
    vendor.on(CALL, Reply())
    get(vendor)
    assert vendor.seen[0].headers["Authorization"] is None


def test_cookies_are_not_kept(vendor: Vendor) -> None:
    vendor.on(CALL, Reply(headers={"Set-Cookie": "a=b"}))
    out = outbound()
    for _ in range(2):
        out.send("GET", f"{vendor.base_url}/thing", headers={})
    assert vendor.seen[1].headers["Cookie"] is None


def test_log_line_names_the_call_and_nothing_secret(vendor: Vendor, log_lines: list[Any]) -> None:
    vendor.on(CALL, Reply(body={"secret": "body-canary"}, headers={"Debug-Id": "d1"}))
    headers = {"Authorization": "Bearer token-canary"}
    outbound(trace_header="Debug-Id").send("GET", f"{vendor.base_url}/thing", headers=headers)
    assert {"path": "/thing", "status": 200, "debug_id": "d1"}.items() <= log_lines[0].items()
    assert "canary" not in str(log_lines)


def test_an_earlier_failure_does_not_colour_the_next(vendor: Vendor, nobody: str) -> None:
    vendor.on(CALL, RESET)
    out = outbound()
    try:
        out.send("GET", nobody, headers={})
    except GatewayError:
        with pytest.raises(Unknown):
            out.send("GET", f"{vendor.base_url}/thing", headers={})


@pytest.fixture
def self_signed(certificate_file: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.handle_request, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"


def test_self_signed_certificate_is_refused_before_anything_is_sent(self_signed: str) -> None:
    """Checklist 84: outbound TLS is verified."""
    with pytest.raises(NotSent, match="untrusted_certificate"):
        outbound().send("GET", self_signed, headers={})
