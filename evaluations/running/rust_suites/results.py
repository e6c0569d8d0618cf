"""What the process of one Rust test makes of it: its exit code, and the lines of the harness."""

from __future__ import annotations

import re
from typing import Final

from evaluations.running.compiled_suites.plan import Judged, PlannedTest
from evaluations.running.grading import Verdict
from evaluations.running.programs.reports import Started

PASSED, FAILED = 0, 101
SUMMARIES: Final = {
    Verdict.PASSED: ("ok", "test result: ok. 1 passed; 0 failed; 0 ignored;"),
    Verdict.FAILED: ("FAILED", "test result: FAILED. 0 passed; 1 failed; 0 ignored;"),
}
PANIC: Final = re.compile(r"panicked at (.*?)(?:^note: |^\s*$|\Z)", re.DOTALL | re.MULTILINE)
PLACE: Final = re.compile(r"^'(.*)', (\S+:\d+:\d+)$", re.DOTALL)
NO_PANIC: Final = "note: test did not panic as expected"
ERROR: Final = re.compile(
    r"^(?:(?P<path>\S+\.rs):\d+:\d+: )?error(?P<code>\[E\d+\])?: (?P<words>.*)", re.MULTILINE
)
NOT_RUST: Final = re.compile(r"expected |unclosed|unterminated|unexpected|mismatched closing")
ABOUT_ALL: Final = re.compile(r"linking with|aborting due to|cannot find|requires|duplicate")
SHOWN_CHARACTERS: Final = 2000


def judge(test: PlannedTest, started: Started) -> Judged:
    """Believed only when the line about the test, the summary and the exit code agree."""
    text = started.stdout.decode("utf-8", "replace")
    told = [verdict for verdict in SUMMARIES if _tells(text, test, verdict)]
    code = PASSED if told == [Verdict.PASSED] else FAILED
    if len(told) == 1 and started.code == code:
        return (Verdict.PASSED, "") if code == PASSED else _failure(text)
    if told:
        return Verdict.INTEGRITY_FAILED, "The exit code contradicts the result."
    if started.code == PASSED:
        return Verdict.INTEGRITY_FAILED, "The process ended before the test did."
    last = (started.stderr.decode("utf-8", "replace").strip() or text.strip()).splitlines()[-1:]
    words = f"It ended the process (exit code {started.code}). {''.join(last)}"
    return Verdict.ERROR, words.strip()[:SHOWN_CHARACTERS]


def _tells(text: str, test: PlannedTest, verdict: Verdict) -> bool:
    word, summary = SUMMARIES[verdict]
    lines = re.findall(rf"^test {re.escape(test.key)}(?: - should panic)? \.\.\. (\w+)", text, re.M)
    return lines == [word] and text.count("test result: ") == 1 and summary in text


def _failure(text: str) -> Judged:
    """An assertion that does not hold is a failure, any other panic an error."""
    if NO_PANIC in text:
        return Verdict.FAILED, NO_PANIC.removeprefix("note: ")
    match = PANIC.search(text)
    words = match[1].strip() if match else ""
    place = PLACE.match(words)
    shown = f"{place[1]} ({place[2]})" if place else words
    verdict = Verdict.FAILED if "assertion" in shown else Verdict.ERROR
    return verdict, shown[:SHOWN_CHARACTERS]


def blame(words: str, suite_files: frozenset[str]) -> str:
    """The first error, when it speaks of no source, or of a suite that is not even Rust.

    What the suite misses in the solution (``cannot find function``) is the solution's fault.
    """
    error = ERROR.search(words)
    if error is None or (error["path"] is None and not ABOUT_ALL.search(error["words"])):
        return words[:SHOWN_CHARACTERS]
    is_syntax = error["code"] is None and NOT_RUST.search(error["words"])
    return error[0] if error["path"] in suite_files and is_syntax else ""
