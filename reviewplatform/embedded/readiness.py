"""Waiting until the children really work, not only run."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.supervisor import Supervisor

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.1
PING_SECONDS = 0.5
REQUEST_SECONDS = 10.0


def await_worker(supervisor: Supervisor) -> None:
    """Wait for the worker's first answer. Raises :class:`ServiceUnavailable` when it ends first."""
    _await(supervisor, "The worker", worker_answers)


def await_web(supervisor: Supervisor, url: str) -> None:
    """Wait for the first page. Raises :class:`ServiceUnavailable` when a server ends first."""
    _await(supervisor, "The web server", lambda: page_is_served(url))


def worker_answers() -> bool:
    """Whether any Celery worker answers through the broker."""
    from reviewplatform.celery import app

    return bool(app.control.ping(timeout=PING_SECONDS, limit=1))


def page_is_served(url: str) -> bool:
    """Whether the front page comes without a server error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=REQUEST_SECONDS
    )
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def _await(supervisor: Supervisor, name: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        supervisor.require_alive()
        if time.monotonic() > deadline:
            raise ServiceUnavailable(f"{name} is not ready after {PATIENCE_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)
