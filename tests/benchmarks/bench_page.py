"""The review page in chromium: what it weighs, when it can be used, how fast the next one comes.

Run with ``python -m tests.benchmarks page``. Each first load is a new browser profile with an empty
cache. "Ready" is the first moment at which the code is painted and a key rates.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.workbench import Web, Workbench

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LOADS = 5
SWAPS = 5
KILOBYTE = 1000
WEIGHT = """
['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))
    .reduce((sum, entry) => [sum[0] + entry.transferSize, sum[1] + entry.decodedBodySize], [0, 0])
"""
PAINTED = """
performance.getEntriesByName('first-contentful-paint')[0]?.startTime
"""
READY = """
() => {
    if (!document.querySelector('.pane .cv-pane')) return false;
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'w', bubbles: true}));
    return document.querySelector('input[name=preference]:checked') ? performance.now() : false;
}
"""
SWAPPED = """
before => {
    window.swapBegan = performance.now();
    new MutationObserver((_, observer) => {
        const main = document.querySelector('#main');
        if (!main || main.dataset.token === before) return;
        observer.disconnect();
        requestAnimationFrame(() => { window.swapTook = performance.now() - window.swapBegan; });
    }).observe(document.body, {subtree: true, childList: true, attributes: true});
}
"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Key of the reviewer's session, and the page of the comparison they hold."""

    session: str
    path: str


def measure(workbench: Workbench) -> Iterator[Figure]:
    """First loads with a cold cache, then swaps in one page."""
    desk = Desk(
        session=workbench.study.session_of(0), path=f"/review/{workbench.study.next_token(0)}/"
    )
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError("no chromium here: apt-get install chromium")
    with workbench.web() as web, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield from _first_loads(browser, web, desk)
        yield from _swaps(browser, web, desk)
        browser.close()


def _first_loads(browser: Browser, web: Web, desk: Desk) -> Iterator[Figure]:
    transferred = decoded = 0.0
    painted, ready = [], []
    for number in range(LOADS + 1):
        with signed_in(browser, web, desk) as context:
            page = open_review(context, desk)
            ready.append(page.wait_for_function(READY, polling="raf").json_value())
            page.wait_for_load_state("networkidle")
            painted.append(page.evaluate(PAINTED))
            transferred, decoded = page.evaluate(WEIGHT)
        if number == 0:  # the server warmed up
            painted.clear()
            ready.clear()
    what = "review page, empty cache"
    yield Figure(f"{what}: transferred", transferred / KILOBYTE, "KB", at_most(150))
    yield Figure(f"{what}: decoded", decoded / KILOBYTE, "KB")
    yield Figure(f"{what}: first paint", statistics.median(painted) / 1000, "s")
    yield Figure(f"{what}: ready", statistics.median(ready) / 1000, "s", at_most(0.5))


def _swaps(browser: Browser, web: Web, desk: Desk) -> Iterator[Figure]:
    took = []
    with signed_in(browser, web, desk) as context:
        page = open_review(context, desk)
        for _ in range(SWAPS):
            page.wait_for_load_state("networkidle")  # the next one has been fetched ahead
            took.append(swap(page))
    yield Figure("submit to next comparison on screen", statistics.median(took), "ms", at_most(200))


def swap(page: Page) -> float:
    """Rate by keyboard; milliseconds from the submitting key to the other comparison."""
    for key in "4253w":
        page.keyboard.press(key)
    page.evaluate(SWAPPED, page.locator("#main").get_attribute("data-token"))
    page.keyboard.press("Control+Enter")
    milliseconds: float = page.wait_for_function("() => window.swapTook").json_value()
    page.evaluate("window.swapTook = undefined")
    return milliseconds


@contextmanager
def signed_in(browser: Browser, web: Web, desk: Desk) -> Iterator[BrowserContext]:
    """A new browser profile of the reviewer."""
    context = browser.new_context(base_url=web.url, viewport={"width": 1280, "height": 800})
    cookie: Any = {"name": "sessionid", "value": desk.session, "url": web.url}
    context.add_cookies([cookie])
    yield context
    context.close()


def open_review(context: BrowserContext, desk: Desk) -> Page:
    """The reviewer's comparison."""
    page = context.new_page()
    page.goto(desk.path)
    return page
