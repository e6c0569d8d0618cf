"""What is said of a solution after a run; never because of printed text or an exit code alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """INFRASTRUCTURE_ERROR, INTEGRITY_FAILED and NOT_RUN are never a failure of the solution.

    FLAKY: replicates of the same run disagree. It did not pass, and is shown apart from FAILED.
    """

    PASSED = "passed"
    FLAKY = "flaky"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    INFRASTRUCTURE_ERROR = "infrastructure_error"
    INTEGRITY_FAILED = "integrity_failed"
    NOT_RUN = "not_run"


class Integrity(StrEnum):
    """How the verdict was obtained.

    SPLIT: tests and solution in separate processes; a solution can send values, nothing else.
    IN_PROCESS: together in one process, forgeable in principle, watched by must-fail canaries.
    """

    SPLIT = "split"
    IN_PROCESS = "in-process"


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """One case. ``input``, ``expected`` and ``got`` are Python text, shortened for display."""

    name: str
    source: str
    verdict: Verdict
    input: str = ""
    expected: str = ""
    got: str = ""
    message: str = ""
    duration_seconds: float | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Grade:
    """The verdict on one run of one suite, and its cases in the suite's order."""

    verdict: Verdict
    cases: tuple[CaseResult, ...]
    integrity: Integrity
    message: str = ""

    @property
    def passed_cases(self) -> int:
        return sum(case.verdict is Verdict.PASSED for case in self.cases)


# The first of these that a case shows is what is said of the whole run.
GRAVITY = (
    Verdict.INTEGRITY_FAILED,
    Verdict.INFRASTRUCTURE_ERROR,
    Verdict.OUT_OF_MEMORY,
    Verdict.TIMEOUT,
    Verdict.FAILED,
    Verdict.ERROR,
    Verdict.FLAKY,
    Verdict.NOT_RUN,
)


def overall(cases: Sequence[CaseResult]) -> Verdict:
    """PASSED only when there are cases and every one that was to run passed; else the gravest."""
    shown = {case.verdict for case in cases}
    shown = shown - {Verdict.NOT_RUN} or shown  # a test that its suite marks as skipped
    if shown == {Verdict.PASSED}:
        return Verdict.PASSED
    return next((verdict for verdict in GRAVITY if verdict in shown), Verdict.NOT_RUN)
