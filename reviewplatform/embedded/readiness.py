"""Waiting until the web servers really serve, not only run."""

from __future__ import annotations

import http.client
import time
from http import HTTPStatus
from urllib.parse import urlsplit

from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.supervisor import Supervisor

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.1
REQUEST_SECONDS = 10.0


def await_web(supervisor: Supervisor, url: str) -> None:
    """Wait for the first page. Raises :class:`ServiceUnavailable` when a child ends first."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page_is_served(url):
        supervisor.require_alive()
        if time.monotonic() > deadline:
            raise ServiceUnavailable(f"No page is served after {PATIENCE_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)


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
