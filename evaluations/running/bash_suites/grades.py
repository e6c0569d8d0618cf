"""From how the process of each test ended to a grade.

A test passed when its process says so itself, with a nonce that only it was told, and exits with 0.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.running.bash_suites.tests import BashSuite, BashTest, Version
from evaluations.running.endings import (
    LIMITS,
    Group,
    Judgement,
    end_of_split,
    judge_canaries,
    signal_name,
)
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.programs.grades import build_failure, first_words
from evaluations.running.programs.reports import ProgramsReport, Started, read_programs_report
from evaluations.running.reports import Report
from evaluations.sandboxes.base import LimitHit, Outcome

NOT_FOUND: Final = (126, 127)

Judged = tuple[Verdict, str]


@dataclass(frozen=True, kw_only=True)
class Key:
    """What was started, in order: first the preparation (``None``), then the versions."""

    versions: tuple[Version | None, ...]
    nonces: tuple[str, ...]


def grade_bash(suite: BashSuite, key: Key, outcome: Outcome) -> Grade:
    """Believed only when the tests that must fail did."""
    try:
        report = read_programs_report(outcome.report)
    except Malformed as error:
        message = f"The report is none of ours: {error}."
        return _grade(suite, Verdict.INTEGRITY_FAILED, {}, {}, message)
    started = {number: one for number, one in report.cases.items() if number < len(key.versions)}
    judged = {number: _judge(suite, key, number, one, outcome) for number, one in started.items()}
    real = {
        version.number: number
        for number, version in enumerate(key.versions)
        if version and not version.is_canary and number in judged
    }
    verdict, message = _ending(suite, report, outcome) or _prepared(suite, judged)
    if verdict is None and len(judged) < len(key.versions):
        verdict, message = Verdict.TIMEOUT, "Too many tests ran into the time limit to go on."
    elif verdict is None:
        verdict, message = judge_canaries(_groups(suite, key, judged))
    results = {test: judged[number] for test, number in real.items()}
    seen = {test: started[number] for test, number in real.items()}
    return _grade(suite, verdict, results, seen, message)


def _judge(suite: BashSuite, key: Key, number: int, one: Started, outcome: Outcome) -> Judged:
    nonce, version = key.nonces[number].encode(), key.versions[number]
    if ended := _ended(suite, one, outcome):
        return ended
    if one.code in NOT_FOUND:
        return Verdict.ERROR, first_words(one.stderr)
    if one.code:
        return Verdict.FAILED, first_words(one.stderr)
    if one.stdout == nonce:
        return Verdict.PASSED, ""
    may_skip = version is not None and suite.tests[version.number].may_skip
    if may_skip and one.stdout == b"skipped " + nonce:
        return Verdict.NOT_RUN, "The suite skips it."
    return Verdict.ERROR, "The process of the test ended before the test did."


def _ended(suite: BashSuite, one: Started, outcome: Outcome) -> Judged | None:
    if one.fault:
        return Verdict.INFRASTRUCTURE_ERROR, f"The test did not start: {one.fault}."
    if one.ended:
        hit = LimitHit.WALL_TIME if one.ended == "wall" else LimitHit.OUTPUT
        return LIMITS[hit]
    if one.signal == signal.SIGXCPU:
        return LIMITS[LimitHit.CPU_TIME]
    if one.signal == signal.SIGKILL and outcome.limit_hit is LimitHit.MEMORY:
        return LIMITS[LimitHit.MEMORY]
    if not one.signal:
        return None
    verdict = Verdict.ERROR if suite.shares_process else Verdict.INTEGRITY_FAILED
    return verdict, f"The process of the test was ended by {signal_name(one.signal)}."


def _ending(suite: BashSuite, report: ProgramsReport, outcome: Outcome) -> Judgement | None:
    """What replaces the verdicts of the tests, if anything does."""
    if report.not_built:
        return build_failure(report.not_built, outcome)
    if report.tampered:
        return Verdict.INTEGRITY_FAILED, f"The solution tampered with the run: {report.tampered}."
    ends = ({"event": "end"},) if report.is_complete else ()
    verdict, message = end_of_split(Report(ends=ends), outcome)
    return (verdict, message) if verdict is not None else None


def _prepared(suite: BashSuite, judged: Mapping[int, Judged]) -> Judgement:
    """The suite's own preparation fails without a test: nothing to blame the solution for."""
    verdict, message = judged.get(0, (Verdict.NOT_RUN, ""))
    if verdict is Verdict.PASSED:
        return None, ""
    if suite.shares_process:
        return Verdict.ERROR, f"The preparation failed: {message}"
    return Verdict.INFRASTRUCTURE_ERROR, f"The suite's own preparation failed: {message}"


def _groups(suite: BashSuite, key: Key, judged: Mapping[int, Judged]) -> list[Group]:
    """Each test and its canaries."""
    groups: dict[int, list[tuple[bool, Verdict]]] = {n: [] for n in range(len(suite.tests))}
    for number, version in enumerate(key.versions):
        if version:
            groups[version.number].append((version.is_canary, judged[number][0]))
    return list(groups.values())


def _grade(
    suite: BashSuite,
    verdict: Verdict | None,
    judged: Mapping[int, Judged],
    seen: Mapping[int, Started],
    message: str,
) -> Grade:
    cases: Sequence[CaseResult] = [
        _case(test, judged.get(number, (Verdict.NOT_RUN, "")), seen.get(number))
        for number, test in enumerate(suite.tests)
    ]
    return Grade(
        verdict=verdict or overall(cases),
        cases=tuple(cases),
        integrity=Integrity.IN_PROCESS if suite.shares_process else Integrity.SPLIT,
        message=message,
    )


def _case(test: BashTest, judged: Judged, one: Started | None) -> CaseResult:
    return CaseResult(
        name=test.name,
        source=test.text,
        line=test.line,
        verdict=judged[0],
        message=judged[1],
        duration_seconds=one.seconds if one else None,
    )
