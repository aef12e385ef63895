"""The load: raw keep-alive connections that send prepared requests, one process of its own. Loopback only."""

import json
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle

HOST = "127.0.0.1"
CONNECTIONS = 32
MOST_REQUESTS = 200_000
MOST_SECONDS = 20.0
CHUNK = 1 << 18
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Load:
    """What to send, round-robin, for how long, and the status that every answer must have."""

    port: int
    requests: list[str]
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How that went. `cpu_seconds` is the load's own."""

    count: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_seconds: float


class Unexpected(RuntimeError):
    """An answer was not what it should be."""


def drive(load: Load) -> Outcome:
    """Run `load` in a process of its own."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(load)), capture_output=True, text=True, timeout=MOST_SECONDS + 20, check=False
    )
    if done.returncode:
        raise Unexpected(done.stderr.strip().rpartition("\n")[2])
    return Outcome(**json.loads(done.stdout))


def run(load: Load) -> Outcome:
    """Send until the time is over, then wait for what is still under way."""
    texts = cycle([text.encode("latin-1") for text in load.requests])
    wires = {wire.fileno(): wire for wire in _connect(load.port)}
    expected = f"HTTP/1.1 {load.status} ".encode()
    begun = time.perf_counter()
    end = begun + min(load.seconds, MOST_SECONDS)
    try:
        times = sorted(_exchange(wires, texts, expected, end))
    finally:
        for wire in wires.values():
            wire.close()
    seconds, count = time.perf_counter() - begun, len(times)
    p50, p99 = times[count // 2] * 1000, times[count * 99 // 100] * 1000
    return Outcome(count, seconds, p50, p99, time.process_time())


def _connect(port: int) -> Iterator[socket.socket]:
    for _ in range(CONNECTIONS):
        wire = socket.create_connection((HOST, port), timeout=5)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield wire


def _exchange(wires: dict[int, socket.socket], texts: Iterator[bytes], expected: bytes, end: float) -> Iterator[float]:
    """Keep one request under way on each connection; yields the seconds that each took."""
    poll, sent, held = select.epoll(), {}, {}
    for number, wire in wires.items():
        poll.register(number, select.EPOLLIN)
        wire.sendall(next(texts))
        sent[number], held[number] = time.perf_counter(), b""
    left = MOST_REQUESTS - len(sent)
    while sent:
        for number, _event in poll.poll(MOST_SECONDS):
            wire = wires[number]
            held[number] += wire.recv(CHUNK)
            if not _is_whole(held[number], expected):
                continue
            now = time.perf_counter()
            yield now - sent.pop(number)
            if now < end and left > 0:
                left -= 1
                held[number] = b""
                wire.sendall(next(texts))
                sent[number] = now


def _is_whole(answer: bytes, expected: bytes) -> bool:
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        if not answer:
            raise Unexpected("the server hung up")
        return False
    if not answer.startswith(expected):
        raise Unexpected(f"{answer[:60]!r} instead of {expected!r}")
    length = LENGTH.search(answer, 0, head)
    return len(answer) - head - 4 >= (int(length[1]) if length else 0)


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.load(sys.stdin))))))
