"""A real server in a process of its own, and a real chromium that listens for every complaint."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.personas import Persona

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"),
)
READY_WITHIN_SECONDS = 30
QUIET_POLLS = 5
BUSY = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' LIMIT 1
"""
OpenPage = Callable[..., Page]


class Site:
    """uvicorn over the test database; it can be killed and started again on the same port."""

    def __init__(self, database_url: str) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "DATABASE_URL": database_url}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until requests are answered."""
        if self._process is not None:
            return
        command = [sys.executable, "-m", "uvicorn", "reviewplatform.asgi:application"]
        options = ["--port", str(self.port), "--log-level", "warning", "--lifespan", "off"]
        self._process = subprocess.Popen([*command, *options], env=self._environment)
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the web server under test did not start")

    def kill(self) -> None:
        """Stop it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/alive/", timeout=1):  # noqa: S310
                return True
        except OSError:
            return False


@pytest.fixture(scope="session")
def site_process(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """One server for all browser tests."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])
    site = Site(address._replace(path=f"/{name}").geturl())
    site.start()
    yield site
    site.kill()


@pytest.fixture
def site(site_process: Site, transactional_db: None) -> Iterator[Site]:
    """The server, running, over rows that are really committed."""
    site_process.start()
    yield site_process
    wait_until_database_is_quiet()


def wait_until_database_is_quiet() -> None:
    """Requests of closed pages end first: emptying the tables would deadlock with them."""
    quiet_polls = 0
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while quiet_polls < QUIET_POLLS and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            quiet_polls = 0 if cursor.fetchone() else quiet_polls + 1
            cursor.execute("SELECT pg_sleep(0.02)")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; skipped loudly where none is installed."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    # Playwright keeps an event loop running in this thread; Django would refuse all queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def silent_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sends its own events; here Playwright's loop is in the way of sending them."""
    monkeypatch.setattr("evaluations.events._send", lambda event: None)


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of this test complained about; a test may take out what it provoked."""
    return []


@pytest.fixture
def open_page(chromium: Browser, site: Site, complaints: list[str]) -> Iterator[OpenPage]:
    """``open_page(persona, path, **context options)`` -> a page of a new, signed-in browser.

    With ``clock=True`` the page's time stands still but for what the test lets run.
    """
    contexts: list[BrowserContext] = []

    def open_one(persona: Persona, path: str, *, clock: bool = False, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = chromium.new_context(base_url=site.url, **options)
        contexts.append(context)
        cookie = persona.browser.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
        )
        page = context.new_page()
        if clock:
            page.clock.install()
            page.clock.pause_at(time.time() + 1)
        page.on("console", lambda message: _note(complaints, message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        complaints.append(f"{kind}: {text}")
