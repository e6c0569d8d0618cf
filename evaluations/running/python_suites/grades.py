"""From the outcome of a run of asserts to its grade: split, or in one process with canaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evaluations.running.endings import (
    Judgement,
    end_of_shared,
    end_of_split,
    judge_canaries,
)
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.python_suites.cases import CasePlan, Statement
from evaluations.running.python_suites.programs import Named
from evaluations.running.reports import Event, Report, read_report
from evaluations.sandboxes.base import Outcome


def uncrossable(outcome: Outcome) -> str | None:
    """What could not cross between tests and solution, if that is how a split run ended."""
    try:
        stop = read_report(outcome.report).stop
    except Malformed:
        return None
    return str(stop.get("message")) if stop and stop["event"] == "cannot cross" else None


def grade_split(plan: CasePlan, outcome: Outcome) -> Grade:
    """The report came from the tests' own process, which the solution cannot reach."""
    try:
        report = read_report(outcome.report)
    except Malformed as error:
        return _distrusted(plan, Integrity.SPLIT, error)
    verdict, message = end_of_split(report, outcome)
    if verdict is Verdict.INFRASTRUCTURE_ERROR and report.stop and plan.setup_needs_solution:
        verdict = Verdict.ERROR  # what the preparation needs of the solution may be at fault
    told = {event["number"]: event for event in report.cases}
    if verdict is None:
        if [end["statements"] for end in report.ends] != [len(plan.statements)]:
            verdict, message = Verdict.INTEGRITY_FAILED, "The counts of the report do not agree."
        cases = _cases(plan, told)
        return _grade(verdict or overall(cases), cases, Integrity.SPLIT, message)
    underway = report.stop.get("number", -1) if report.stop else len(told)
    cases = _cases(plan, told, stop=(underway, verdict, message, report.stop or {}))
    return _grade(verdict, cases, Integrity.SPLIT, message)


def grade_in_process(plan: CasePlan, key: Mapping[str, Named], outcome: Outcome) -> Grade:
    """Asserts that shared a process with the solution: believed only when the canaries failed."""
    try:
        report = read_report(outcome.report)
        told = _told_once(report, key)
    except Malformed as error:
        return _distrusted(plan, Integrity.IN_PROCESS, error)
    real = {key[name].statement: told[name] for name in told if not key[name].is_canary}
    cases = _cases(plan, real)
    verdict, message = end_of_shared(report, outcome, expected_exit=0)
    if verdict is None:
        verdict, message = _against(report, key, told)
    return _grade(verdict or overall(cases), cases, Integrity.IN_PROCESS, message)


def _told_once(report: Report, key: Mapping[str, Named]) -> dict[str, Event]:
    told = {event.get("name", ""): event for event in report.cases}
    if len(told) != len(report.cases) or not told.keys() <= key.keys():
        raise Malformed("the report names tests twice, or tests that there are not")
    return told


def _against(report: Report, key: Mapping[str, Named], told: Mapping[str, Event]) -> Judgement:
    """What speaks against the results of a shared process that came to its end."""
    if not report.ends[0].get("statements") == len(key) == len(told):
        return Verdict.INTEGRITY_FAILED, "The counts of the report do not agree."
    groups: dict[int, list[tuple[bool, Verdict]]] = defaultdict(list)
    for name, event in told.items():
        groups[key[name].statement].append((key[name].is_canary, Verdict(event["verdict"])))
    return judge_canaries(list(groups.values()))


def _cases(
    plan: CasePlan,
    told: Mapping[int, Event],
    stop: tuple[int, Verdict, str, Event] | None = None,
) -> list[CaseResult]:
    """Every case of the plan, and other statements only where they failed.

    ``stop`` (statement under way, verdict, reason, event) is put on the first case not told of.
    """
    cases = []
    for number, statement in enumerate(plan.statements):
        event = told.get(number, {})
        if number in told and (statement.is_case or event["verdict"] != Verdict.PASSED):
            cases.append(_case(statement, event))
        elif statement.is_case and number not in told and stop and 0 <= stop[0] <= number:
            _, verdict, message, event = stop
            cases.append(_case(statement, {**event, "verdict": verdict, "message": message}))
            stop = None
        elif statement.is_case:
            cases.append(_case(statement, {}))
    return cases


def _case(statement: Statement, event: Event) -> CaseResult:
    return CaseResult(
        name=statement.name,
        source=statement.text,
        line=statement.line,
        verdict=Verdict(event.get("verdict", Verdict.NOT_RUN)),
        input=event.get("input", ""),
        expected=event.get("expected", ""),
        got=event.get("got", ""),
        message=event.get("message", ""),
        duration_seconds=event.get("seconds"),
    )


def _distrusted(plan: CasePlan, integrity: Integrity, error: Malformed) -> Grade:
    message = f"The report is none of ours: {error}."
    return _grade(Verdict.INTEGRITY_FAILED, _cases(plan, {}), integrity, message)


def _grade(
    verdict: Verdict, cases: Sequence[CaseResult], integrity: Integrity, message: str
) -> Grade:
    return Grade(verdict=verdict, cases=tuple(cases), integrity=integrity, message=message)
