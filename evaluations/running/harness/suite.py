"""pytest in one process with the solution; results go by test id over the report channel.

Forgeable in principle: the file it runs holds canaries that must fail, under names that only the
outside can tell from the others.
"""

from __future__ import annotations

import sys

from evaluations.running.harness.loading import SOURCES, seed_random
from evaluations.running.harness.solution import settle_alone
from evaluations.running.harness.wire import receive, send

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from typing import Any

REPORT_FD = 3
SHOWN_CHARACTERS = 2000
OPTIONS = (
    "--noconftest",  # a solution's own conftest.py must not hook into the run
    "--config-file=/dev/null",
    f"--rootdir={SOURCES}",
    "--quiet",
    "-pno:cacheprovider",
    "-pno:randomly",
)


class Reporter:
    """A pytest plugin: one message per phase of a test that decides it, one for each end."""

    def __init__(self) -> None:
        self.collected = 0
        self.failed_subtests: dict[str, Any] = {}

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            send(REPORT_FD, {"event": "broken", "verdict": "error", "message": text_of(report)})

    def pytest_collection_finish(self, session: Any) -> None:
        self.collected = len(session.items)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if hasattr(report, "context"):  # a subtest: its test is told of once, at its own end
            if report.failed:
                self.failed_subtests.setdefault(report.nodeid, report)
        elif report.when == "call" or not report.passed:
            decisive = self.failed_subtests.get(report.nodeid, report)
            send(REPORT_FD, {"event": "case", **result_of(decisive)})

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        send(REPORT_FD, {"event": "end", "statements": self.collected, "status": int(exitstatus)})


def result_of(report: Any) -> dict[str, Any]:
    """An assertion that failed is ``failed``, any other exception ``error``.

    A test that its marks skip is ``not_run``; one skipped while it runs, by whomever, is an error.
    """
    text = "" if report.passed else text_of(report)
    verdict = "passed" if report.passed else "error"
    if report.skipped and report.when == "setup":
        verdict = "not_run"
    elif report.failed and report.when == "call" and is_assertion(text):
        verdict = "failed"
    return {
        "name": report.nodeid.partition("::")[2],
        "phase": report.when,
        "verdict": verdict,
        "message": text,
        "seconds": float(report.duration),  # pytest counts some unittests as a whole 0
    }


def text_of(report: Any) -> str:
    """The line that says what happened, as pytest would show it in its summary."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)[:SHOWN_CHARACTERS]
    lines = str(report.longrepr).splitlines()
    errors = [line[1:].strip() for line in lines if line.startswith("E ")]
    return "\n".join(errors or lines)[:SHOWN_CHARACTERS]


def is_assertion(text: str) -> bool:
    return text.startswith(("assert", "AssertionError", "Failed: DID NOT RAISE", "DID NOT RAISE"))


def main() -> None:
    task = receive(0)
    settle_alone()
    sys.path.insert(0, SOURCES)
    if task["random"]:
        seed_random(task["seed"])
    import pytest

    status = pytest.main([*OPTIONS, task["suite"]], plugins=[Reporter()])
    sys.exit(int(status))
