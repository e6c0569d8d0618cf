"""Reviewers without think time: each asks for the next comparison and submits a review, on and on.

A process of its own that knows neither Django nor an HTTP library, so that it takes little of the
processors it shares with the servers: ``python -m tests.benchmarks.reviewer_clients``, the order
as JSON on standard input, what happened as JSON on standard output.
"""

from __future__ import annotations

import json
import socket
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from threading import Thread

RATING = {"left": 4, "right": 3}


@dataclass(frozen=True, kw_only=True)
class Order:
    """Where to ask, for whom, and for how many seconds."""

    host: str
    port: int
    campaign: str
    tokens: list[str]
    seconds: float
    criteria: list[str]


@dataclass(kw_only=True)
class Happened:
    """Seconds of each answered request; what was answered otherwise; processor seconds here."""

    next: list[float] = field(default_factory=list)
    submit: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    wall: float = 0.0
    processor: float = 0.0


class Connection:
    """One kept-alive connection of one reviewer."""

    def __init__(self, order: Order, token: str) -> None:
        self._socket = socket.create_connection((order.host, order.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f" HTTP/1.1\r\nHost: {order.host}:{order.port}\r\nAuthorization: Token {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )

    def post(self, path: str, body: str) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._socket.sendall(f"POST {path}{self._head}{len(body)}\r\n\r\n{body}".encode())
        data = bytearray()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head = bytes(data[:end]).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(data) < end + 4 + length:
            data += self._receive()
        return int(head[9:12]), bytes(data[end + 4 :])

    def _receive(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server hung up")
        return data


def review(order: Order, token: str, happened: Happened) -> None:
    """One reviewer, until the time is over."""
    connection = Connection(order, token)
    ratings = dict.fromkeys(order.criteria, RATING)
    deadline = time.perf_counter() + order.seconds
    while (begin := time.perf_counter()) < deadline:
        path = f"/api/v1/campaigns/{order.campaign}/assignments/next/"
        status, body = connection.post(path, "{}")
        if status != 200:
            happened.faults.append(f"next answered {status}: {body[:200]!r}")
            return
        happened.next.append(time.perf_counter() - begin)
        assignment = json.loads(body)["token"]
        content = {
            "idempotency_key": str(uuid.uuid4()),
            "preference": "left_better",
            "ratings": ratings,
            "confidence": 2,
            "comment": "The left one names things well.",
            "active_seconds": 60,
        }
        begin = time.perf_counter()
        path = f"/api/v1/assignments/{assignment}/review/"
        status, body = connection.post(path, json.dumps(content))
        if status != 201:
            happened.faults.append(f"submit answered {status}: {body[:200]!r}")
            return
        happened.submit.append(time.perf_counter() - begin)


def review_together(order: Order) -> Happened:
    """All reviewers at once."""
    happened = Happened()
    threads = [Thread(target=review, args=(order, token, happened)) for token in order.tokens]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    happened.wall = time.perf_counter() - begin
    happened.processor = time.process_time()
    return happened


if __name__ == "__main__":
    json.dump(asdict(review_together(Order(**json.load(sys.stdin)))), sys.stdout)
