"""Whether a problem's tests can be believed: the reference solution passes, an empty one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from evaluations.errors import InvalidInput
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict
from evaluations.running.replicates import Replicate, run_replicates
from evaluations.running.tasks import SuiteRun, Task

REPLICATES = 3
FAILURES = frozenset({Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY})
SHOWN_CASES = 5


class Subject(StrEnum):
    """What the suite is tried on."""

    REFERENCE = "reference"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One suite tried on one subject. ``fault`` is empty where it went as it should.

    ``tests`` are the names of those against expectation, at most ``SHOWN_CASES``.
    """

    suite: str
    subject: Subject
    verdicts: tuple[Verdict, ...] = ()
    fault: str = ""
    tests: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is wrong, in a sentence that names the suite."""
        return f"{self.suite}: {self.fault}" if self.fault else ""

    def as_record(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "suite": self.suite,
            "subject": self.subject.value,
            "verdicts": [verdict.value for verdict in self.verdicts],
            "fault": self.fault,
            "tests": list(self.tests),
        }


@dataclass(frozen=True, kw_only=True)
class SuiteCheck:
    """Both subjects. ``manifest`` has the tests the reference showed, if they share its process."""

    findings: tuple[Finding, ...]
    manifest: tuple[str, ...] = ()
    environment: Mapping[str, str]

    @property
    def is_sound(self) -> bool:
        return not any(finding.fault for finding in self.findings)


def empty_files(starter: Mapping[str, str], reference: Mapping[str, str]) -> Mapping[str, str]:
    """A solution that does nothing: the starter files as they are, else the same files, empty."""
    return starter or dict.fromkeys(reference, "")


def check_suite(
    run: Callable[[Task], SuiteRun],
    task: Task,
    *,
    name: str,
    empty: Mapping[str, str],
    times: int = REPLICATES,
) -> SuiteCheck:
    """Try one suite. ``task`` holds the reference's files; an old manifest plays no part.

    Raises:
        ToolchainMissing: there is nothing to check with.
        SandboxUnavailable: the sandbox failed; nothing may be said of the problem.
    """
    task = replace(task, suite=replace(task.suite, manifest=()))
    try:
        reference = run_replicates(run, task, times=times)
    except InvalidInput as error:
        fault = Finding(suite=name, subject=Subject.REFERENCE, fault=error.message)
        return SuiteCheck(findings=(fault,), environment={})
    found = judge_reference(name, reference)
    return SuiteCheck(
        findings=(found, _try_empty(run, replace(task, files=empty), name, times)),
        manifest=() if found.fault else collect_manifest(reference),
        environment=reference[0].run.outcome.environment,
    )


def _try_empty(run: Callable[[Task], SuiteRun], task: Task, name: str, times: int) -> Finding:
    try:
        return judge_empty(name, run_replicates(run, task, times=times))
    except InvalidInput:  # it cannot even be started: that is no pass
        return Finding(suite=name, subject=Subject.EMPTY, verdicts=(Verdict.ERROR,) * times)


def judge_reference(suite: str, replicates: Sequence[Replicate]) -> Finding:
    """It must pass every time, and show the same tests every time."""
    grades = [replicate.run.grade for replicate in replicates]
    verdicts = tuple(grade.verdict for grade in grades)
    told = {tuple(case.name for case in grade.cases) for grade in grades}
    fault, tests = "", tuple(_names(grades, passed=False))
    if set(verdicts) != {Verdict.PASSED}:
        fault = f"the reference solution {_times(verdicts)}{_why(grades, tests)}"
    elif len(told) > 1:
        fault = "the reference solution does not show the same tests each time"
    return Finding(
        suite=suite, subject=Subject.REFERENCE, verdicts=verdicts, fault=fault, tests=tests
    )


def judge_empty(suite: str, replicates: Sequence[Replicate]) -> Finding:
    """It must fail every time, and plainly."""
    grades = [replicate.run.grade for replicate in replicates]
    verdicts = tuple(grade.verdict for grade in grades)
    if set(verdicts) <= FAILURES:
        return Finding(suite=suite, subject=Subject.EMPTY, verdicts=verdicts)
    fault = f"an empty solution is not told from a right one: it {_times(verdicts)}"
    tests = tuple(_names(grades, passed=True))
    return Finding(suite=suite, subject=Subject.EMPTY, verdicts=verdicts, fault=fault, tests=tests)


def collect_manifest(replicates: Sequence[Replicate]) -> tuple[str, ...]:
    """Names of the tests, where solution and tests share a process; else there is no need."""
    grade = replicates[0].run.grade
    if grade.integrity is not Integrity.IN_PROCESS:
        return ()
    return tuple(case.name for case in grade.cases)


def _times(verdicts: Sequence[Verdict]) -> str:
    passed = sum(verdict is Verdict.PASSED for verdict in verdicts)
    others = sorted({verdict.value.replace("_", " ") for verdict in verdicts} - {"passed"})
    ended = f" ({', '.join(others)})" if others else ""
    return f"passes {passed} of {len(verdicts)} times{ended}"


def _why(grades: Sequence[Grade], tests: Sequence[str]) -> str:
    """The first reason that a grade or one of its cases gives."""
    failed = [grade for grade in grades if grade.verdict is not Verdict.PASSED]
    reasons = [grade.message for grade in failed]
    reasons += [_case_words(case) for grade in failed for case in grade.cases if _speaks(case)]
    where = f", in {', '.join(tests)}" if tests else ""
    reason = next((reason for reason in reasons if reason), "")
    return f"{where}: {reason}" if reason else where


def _speaks(case: CaseResult) -> bool:
    return case.verdict not in (Verdict.PASSED, Verdict.NOT_RUN)


def _case_words(case: CaseResult) -> str:
    if case.message:
        return case.message
    return f"expected {case.expected}, got {case.got}" if case.expected else ""


def _names(grades: Sequence[Grade], *, passed: bool) -> list[str]:
    """Tests that passed (or did not) in any of the grades, the first few in the suite's order."""
    names = (
        case.name
        for grade in grades
        for case in grade.cases
        if (case.verdict is Verdict.PASSED) == passed and case.verdict is not Verdict.NOT_RUN
    )
    return list(dict.fromkeys(names))[:SHOWN_CASES]
