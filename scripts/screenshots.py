"""Pictures of the real pages for the README and the docs: a fresh demo, a real chromium.

    make screenshots [ARGS="docs/images"]

Writes ``review``, ``campaign`` and ``report``, each ``-light.png`` and ``-dark.png``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "images"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZE = {"width": 1280, "height": 800}
SHARPNESS = 2
READY_SECONDS = 120
EVIDENCE_SECONDS = 600
POLL_SECONDS = 0.5


def main(folder: str = str(PICTURES)) -> None:
    """Take all pictures."""
    pictures = Path(folder)
    pictures.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, a_browser() as browser:
        admin = sign_in(browser, demo["admin_url"])
        campaign_url = open_campaign(admin)
        await_evidence(admin, campaign_url)
        admin.goto(campaign_url)
        take(admin, pictures / "campaign")
        open_report(admin, campaign_url)
        take(admin, pictures / "report")
        reviewer = sign_in(browser, demo["reviewer_url"])
        reviewer.locator("form[action$='/rate/'] button").first.click()
        take(reviewer, pictures / "review")


@contextmanager
def running_demo() -> Iterator[dict[str, Any]]:
    """What the ready file of a demo on a fresh data directory says."""
    directory = Path(tempfile.mkdtemp(prefix="reviewplatform-screenshots-"))
    ready_file = directory.with_suffix(".json")
    command = [sys.executable, "-P", "-m", "reviewplatform.cli", "demo", "--port", "0"]
    command += ["--data-dir", str(directory), "--ready-file", str(ready_file)]
    demo = subprocess.Popen(command)  # noqa: S603
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not ready_file.exists():
            if demo.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the demo did not start")
            time.sleep(POLL_SECONDS)
        yield json.loads(ready_file.read_text())
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait()
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Debian's chromium; as root it runs only without its own sandbox."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("chromium is needed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


def sign_in(browser: Browser, url: str) -> Page:
    """A page whose session is that of the link's owner."""
    page = browser.new_context(viewport=SIZE, device_scale_factor=SHARPNESS).new_page()  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def open_campaign(page: Page) -> str:
    """Open the sample campaign from the front page; its address."""
    page.locator("main a[href*='/campaigns/']:not([href*='new'])").first.click()
    page.wait_for_load_state("networkidle")
    return page.url


def await_evidence(page: Page, campaign_url: str) -> None:
    """Wait until every test run and scan of the sample is done."""
    deadline = time.monotonic() + EVIDENCE_SECONDS
    while True:
        progress = page.request.get(f"{campaign_url}progress/").json()
        if all(progress[part]["done"] >= progress[part]["total"] for part in ("runs", "scans")):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"the sample's runs and scans did not end: {progress}")
        time.sleep(POLL_SECONDS)


def open_report(page: Page, campaign_url: str) -> None:
    """Open the report, which the worker builds once the evidence is complete."""
    deadline = time.monotonic() + EVIDENCE_SECONDS
    page.goto(f"{campaign_url}report/")
    while page.locator("main .empty").count():
        if time.monotonic() > deadline:
            raise SystemExit("the sample's report was not built")
        time.sleep(POLL_SECONDS)
        page.reload()


def take(page: Page, picture: Path) -> None:
    """What the page shows now, in each theme."""
    page.wait_for_load_state("networkidle")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=picture.with_name(f"{picture.name}-{theme}.png"))


if __name__ == "__main__":
    main(*sys.argv[1:])
