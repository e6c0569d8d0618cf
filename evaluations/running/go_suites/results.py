"""What the process of one Go test makes of it: its exit code, and the lines of the test itself."""

from __future__ import annotations

import re
from typing import Final

from evaluations.running.compiled_suites.plan import Judged, PlannedTest
from evaluations.running.go_suites.test_files import WRAPPED
from evaluations.running.grading import Verdict
from evaluations.running.programs.reports import Started

PASSED, FAILED, PANICKED = 0, 1, 2
WORDS: Final = {"PASS": Verdict.PASSED, "FAIL": Verdict.FAILED, "SKIP": Verdict.NOT_RUN}
CODES: Final = {Verdict.PASSED: PASSED, Verdict.NOT_RUN: PASSED, Verdict.FAILED: FAILED}
NOISE: Final = re.compile(r"=== |\s*--- (?:PASS|FAIL|SKIP)|(?:PASS|FAIL)\s*$|exit status")
CRASH: Final = re.compile(r"^(?:panic|fatal error|runtime): .*$", re.MULTILINE)
SUITE_FAULT: Final = re.compile(
    r"^\S*_test\.go:\d+(?::\d+)?: (?:syntax error|expected ).*", re.MULTILINE
)
OF_SOURCES: Final = re.compile(r"\.go:\d+|\b(?:packages?|import|undeclared|constraints)\b")
SHOWN_CHARACTERS: Final = 2000


def judge(test: PlannedTest, started: Started) -> Judged:
    """Believed only when the one line about the test and the exit code agree."""
    text = started.stdout.decode("utf-8", "replace")
    told = re.findall(rf"--- (PASS|FAIL|SKIP): {test.key} \(", text)
    errors = started.stderr.decode("utf-8", "replace")
    crash = CRASH.search(errors) or CRASH.search(text)
    if started.code == PANICKED and crash:
        return Verdict.ERROR, crash[0].removesuffix(" [recovered]")[:SHOWN_CHARACTERS]
    if len(told) > 1:
        return Verdict.INTEGRITY_FAILED, "The result of a test was told more than once."
    if not told and started.code == PASSED:
        return Verdict.INTEGRITY_FAILED, "The process ended before the test did."
    if not told:
        last = (errors.strip() or text.strip()).splitlines()[-1:]
        words = f"It ended the process (exit code {started.code}). {''.join(last)}"
        return Verdict.ERROR, words.strip()[:SHOWN_CHARACTERS]
    verdict = WORDS[told[0]]
    if verdict is Verdict.PASSED and f"--- SKIP: {test.key}/{WRAPPED} (" in text:
        verdict = Verdict.NOT_RUN
    if started.code != CODES[verdict]:
        return Verdict.INTEGRITY_FAILED, "The exit code contradicts the result."
    return verdict, "" if verdict is Verdict.PASSED else _said(text, test)


def _said(text: str, test: PlannedTest) -> str:
    """What the test logged, without the frame that Go puts around it."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not NOISE.match(line)]
    return "\n".join(lines).replace(f"{test.key}/{WRAPPED}", test.key)[:SHOWN_CHARACTERS]


def blame(words: str) -> str:
    """The words, when they speak of no Go source, or of a suite that is not even Go.

    What the suite misses in the solution (``undefined: Solve``) is the solution's fault.
    """
    fault = SUITE_FAULT.search(words)
    if fault:
        return fault[0]
    return "" if OF_SOURCES.search(words) else words[:SHOWN_CHARACTERS]
