"""From the outcome of a suite in one process to its grade: results and canaries must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evaluations.running.compiled_suites.plan import Judged, PlannedTest, SuitePlan
from evaluations.running.endings import EXCERPT, LIMITS, judge_canaries
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.programs.grades import compiler_words, ended_early, how_it_ended
from evaluations.running.programs.reports import Started, read_programs_report
from evaluations.sandboxes.base import LimitHit, Outcome

NOT_STARTED: Final = Verdict.NOT_RUN, ""
SKIPPED: Final = Verdict.NOT_RUN, "The suite skips it."

Results = Mapping[str, tuple[Judged, float]]
"""By key: what is said of a test, and the seconds that it took."""


def grade_suite(
    plan: SuitePlan, order: tuple[PlannedTest, ...], outcome: Outcome, *, cpu_seconds: int
) -> tuple[Grade, Started | None]:
    """The grade, and the process that it is best seen by: the first that went wrong.

    ``order`` is that in which the tests were to be started.
    """
    try:
        report = read_programs_report(outcome.report)
    except Malformed as error:
        judgement = Verdict.INTEGRITY_FAILED, f"The report is none of ours: {error}."
        return _grade(plan, {}, judgement), None
    results: dict[str, tuple[Judged, float]] = {}
    for number, started in report.cases.items():
        early = ended_early(started, outcome, cpu_seconds)
        judged = _judge(plan, order[number], started, early)
        results[order[number].key] = judged, started.seconds
    verdict, message = how_it_ended(report, outcome)
    if report.not_built and verdict is Verdict.ERROR:
        verdict, message = _why_not_built(plan, report.not_built)
    elif verdict is Verdict.TIMEOUT and len(report.cases) < len(order):
        results[order[len(report.cases)].key] = (verdict, message), outcome.wall_seconds
    grade = _grade(plan, results, (verdict, message) if verdict else _against(plan, results))
    processes = {order[number].key: started for number, started in report.cases.items()}
    return grade, report.not_built or _telling(plan, grade, processes)


def _telling(plan: SuitePlan, grade: Grade, processes: Mapping[str, Started]) -> Started | None:
    """Of the tests that were started, the first that did not pass; of canaries nothing is shown."""
    pairs = [pair for pair in zip(plan.tests, grade.cases, strict=True) if pair[0].key in processes]
    pairs.sort(key=lambda pair: pair[1].verdict is Verdict.PASSED)
    started = processes[pairs[0][0].key] if pairs else None
    if started is None:
        return None
    return replace(
        started,
        stdout=_with_own_names(plan, started.stdout.decode("utf-8", "replace")).encode(),
        stderr=_with_own_names(plan, started.stderr.decode("utf-8", "replace")).encode(),
    )


def _judge(plan: SuitePlan, test: PlannedTest, started: Started, early: Judged | None) -> Judged:
    if started.fault:
        return Verdict.INTEGRITY_FAILED, f"What was built is gone: {started.fault}."
    return early or plan.judge(test, started)


def _why_not_built(plan: SuitePlan, step: Started) -> tuple[Verdict, str]:
    words = compiler_words(step).decode("utf-8", "replace").strip()
    if reason := plan.blame(words):
        return Verdict.INFRASTRUCTURE_ERROR, f"The suite is at fault: {reason}"
    return Verdict.ERROR, f"The solution does not compile with its tests: {words[: 2 * EXCERPT]}"


def _against(plan: SuitePlan, results: Results) -> tuple[Verdict | None, str]:
    """What speaks against the results of a run that came to its end."""
    for (verdict, message), _ in results.values():
        if verdict is Verdict.INTEGRITY_FAILED:
            return verdict, message
    hanging = any(verdict is Verdict.TIMEOUT for (verdict, _), _ in results.values())
    if hanging and any(_verdict(results, test) is not Verdict.PASSED for test in plan.tests):
        return LIMITS[LimitHit.WALL_TIME]  # where only a canary was seen to hang, its test would
    groups = {
        test.key: [(False, _verdict(results, test))] for test in plan.tests if not test.is_skipped
    }
    for canary in plan.canaries:
        groups.setdefault(canary.guards, []).append((True, _verdict(results, canary)))
    return judge_canaries(list(groups.values()))


def _verdict(results: Results, test: PlannedTest) -> Verdict:
    return results[test.key][0][0] if test.key in results else Verdict.NOT_RUN


def _grade(plan: SuitePlan, results: Results, judgement: tuple[Verdict | None, str]) -> Grade:
    cases = tuple(_case(plan, test, results) for test in plan.tests)
    verdict, message = judgement
    return Grade(
        verdict=verdict or overall(cases),
        cases=cases,
        integrity=Integrity.IN_PROCESS,
        message=_with_own_names(plan, message),
    )


def _case(plan: SuitePlan, test: PlannedTest, results: Results) -> CaseResult:
    nothing = SKIPPED if test.is_skipped else NOT_STARTED
    (verdict, message), seconds = results.get(test.key, (nothing, None))
    return CaseResult(
        name=test.name,
        source=test.text,
        line=test.line or None,
        verdict=verdict,
        message=_with_own_names(plan, message),
        duration_seconds=seconds,
    )


def _with_own_names(plan: SuitePlan, text: str) -> str:
    for test in plan.planned:
        text = text.replace(test.key, test.name)
    return text
