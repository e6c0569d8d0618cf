"""Pictures of the real pages: a fresh demo, its own runs and report, a real chromium.

make screenshots                            those that README and docs show, into docs/images
make screenshots ARGS="--all /tmp/pages"    every page, light and dark, in both sizes, to look at
make screenshots ARGS="--ready-file F ..."  of a demo that runs already
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
SHOWN = ("review", "report", "campaign", "run")
"""What README and docs show, light and small."""
EXAMPLE_IMPORT = ROOT / "evaluations" / "sample" / "content" / "solutions.jsonl"
SMALL: ViewportSize = {"width": 1280, "height": 800}
LARGE: ViewportSize = {"width": 1920, "height": 1080}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TO_SET = ("main a[href*='/problems/sets/']",)
TO_PROBLEM = (*TO_SET, "main td a[href*='/problems/'], main th a[href*='/problems/']")
FAILING = "main tr:has(.chip.bad) a[href*='/solutions/'], main a[href*='/solutions/']"
TO_SOLUTION = (*TO_PROBLEM, FAILING)
RUN, SCAN = "main a[href*='/runs/']", "main a[href*='/scans/']"
READY_SECONDS = 120
EVIDENCE_SECONDS = 600
POLL_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Where it is, and the two people who are signed in."""

    url: str
    campaign_url: str
    admin: Page
    reviewer: Page

    def pages(self) -> dict[str, tuple[Page, Callable[[], None]]]:
        """Name -> who looks, and how they get there. The review comes last: it takes a lease."""
        admin, reviewer = self.admin, self.reviewer
        return {
            "home": (admin, lambda: go(admin, self.url)),
            "campaign": (admin, lambda: go(admin, self.campaign_url)),
            "report": (admin, lambda: go(admin, f"{self.campaign_url}report/")),
            "new-campaign": (admin, lambda: go(admin, f"{self.url}/campaigns/new/")),
            "problems": (admin, lambda: go(admin, f"{self.url}/problems/")),
            "set": (admin, lambda: follow(admin, self.url, *TO_SET)),
            "problem": (admin, lambda: follow(admin, self.url, *TO_PROBLEM)),
            "solution": (admin, lambda: follow(admin, self.url, *TO_SOLUTION)),
            "run": (admin, lambda: follow(admin, self.url, *TO_SOLUTION, RUN)),
            "scan": (admin, lambda: follow(admin, self.url, *TO_SOLUTION, SCAN)),
            "system": (admin, lambda: go(admin, f"{self.url}/health/")),
            "people": (admin, lambda: go(admin, f"{self.url}/people/")),
            "import": (admin, lambda: preview_import(admin, self.url)),
            "desk": (reviewer, lambda: go(reviewer, self.url)),
            "review": (reviewer, lambda: open_review(reviewer, self.url)),
        }


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, theme and size")
    parser.add_argument(
        "--ready-file", type=Path, help="of a demo that runs; its links are used up"
    )
    options = parser.parse_args()
    with demo_links(options.ready_file) as links, a_browser() as browser:
        demo = open_demo(browser, links)
        if options.all:
            take_all(demo, options.all)
        else:
            take_shown(demo)


def take_shown(demo: Demo) -> None:
    """The few that are committed: one theme, what fits a screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = demo.pages()
    for name in SHOWN:
        page, open_page = pages[name]
        open_page()
        page.screenshot(path=PICTURES / f"{name}-light.png")


def take_all(demo: Demo, folder: Path) -> None:
    """Whole pages, however long: for eyes, not for the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (page, open_page) in demo.pages().items():
        open_page()
        for size in (SMALL, LARGE):
            page.set_viewport_size(size)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                picture = folder / f"{name}-{theme}-{size['width']}.png"
                page.screenshot(path=picture, full_page=True, animations="disabled")
        page.set_viewport_size(SMALL)
        page.emulate_media(color_scheme="light")


@contextmanager
def demo_links(ready_file: Path | None) -> Iterator[dict[str, str]]:
    """What the ready file says: of the demo that runs, or of a fresh one for this time."""
    if ready_file is not None:
        yield json.loads(ready_file.read_text())
        return
    directory = Path(tempfile.mkdtemp(prefix="reviewplatform-screenshots-"))
    ready_file = directory.with_suffix(".json")
    command = [sys.executable, "-P", "-m", "reviewplatform.cli", "demo", "--port", "0"]
    command += ["--data-dir", str(directory), "--ready-file", str(ready_file)]
    demo = subprocess.Popen(command)  # noqa: S603
    try:
        await_that(ready_file.exists, READY_SECONDS, "the demo did not start")
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


def open_demo(browser: Browser, links: dict[str, str]) -> Demo:
    """Sign both people in and wait until the sample's evidence and report are there."""
    admin = sign_in(browser, links["admin_url"])
    admin.locator("main a[href*='/campaigns/']:not([href*='new'])").first.click()
    admin.wait_for_load_state("networkidle")
    campaign_url = admin.url
    await_that(
        lambda: evidence_is_complete(admin, campaign_url),
        EVIDENCE_SECONDS,
        "the sample's runs and scans did not end",
    )
    await_that(
        lambda: report_is_there(admin, campaign_url),
        EVIDENCE_SECONDS,
        "the sample's report was not built",
    )
    return Demo(
        url=links["url"],
        campaign_url=campaign_url,
        admin=admin,
        reviewer=sign_in(browser, links["reviewer_url"]),
    )


def sign_in(browser: Browser, url: str) -> Page:
    """A page whose session is that of the link's owner."""
    page = browser.new_context(viewport=SMALL, color_scheme="light").new_page()
    go(page, url)
    return page


def evidence_is_complete(page: Page, campaign_url: str) -> bool:
    """Whether every test run and scan of the sample is done."""
    progress = page.request.get(f"{campaign_url}progress/").json()
    return all(progress[part]["done"] >= progress[part]["total"] for part in ("runs", "scans"))


def report_is_there(page: Page, campaign_url: str) -> bool:
    """Whether the worker has built the report, which it does once the evidence is complete."""
    go(page, f"{campaign_url}report/")
    return page.locator("main .empty").count() == 0


def follow(page: Page, url: str, *links: str) -> None:
    """From the problems on, the first link of each kind."""
    go(page, f"{url}/problems/")
    for link in links:
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")


def preview_import(page: Page, url: str) -> None:
    """The preview of a file, before anything of it is stored."""
    go(page, f"{url}/import/")
    page.set_input_files("input[type=file]", EXAMPLE_IMPORT)
    page.locator("select[name=problem_set]").select_option(index=1)
    page.locator("main form button.primary").click()
    page.wait_for_load_state("networkidle")


def open_review(page: Page, url: str) -> None:
    """A comparison, ready to be rated."""
    go(page, url)
    page.locator("form[action$='/rate/'] button").first.click()
    page.wait_for_load_state("networkidle")


def go(page: Page, url: str) -> None:
    """Open an address and wait until the page has come to rest."""
    page.goto(url)
    page.wait_for_load_state("networkidle")


def await_that(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Wait until something holds, or end with ``otherwise``."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(otherwise)
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
