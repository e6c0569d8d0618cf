"""From the outcome of a pytest or unittest file to its grade: ids, exit code, counts, canaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from evaluations.running.endings import Judgement, end_of_shared, judge_canaries
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.python_suites.test_files import PlannedTest, TestFile
from evaluations.running.reports import Event, Report, read_report
from evaluations.sandboxes.base import Outcome

SAW_FAILURES: Final = 1
"""pytest's exit code when tests failed, as the canaries always do."""

WORST_FIRST: Final = (Verdict.FAILED, Verdict.ERROR, Verdict.PASSED)

Results = Mapping[str, Sequence[Event]]


def grade_test_file(test_file: TestFile, outcome: Outcome) -> Grade:
    """Believed only when per-id results, exit code, counts and canaries agree."""
    try:
        report = read_report(outcome.report)
        results = _results_by_function(report)
        verdict, message = end_of_shared(report, outcome, expected_exit=SAW_FAILURES)
    except Malformed as error:
        results = {}
        verdict, message = Verdict.INTEGRITY_FAILED, f"The report is none of ours: {error}."
    else:
        if verdict is None:
            verdict, message = _against(test_file, report, results)
    planned = (*test_file.tests, *test_file.canaries)
    cases = [_case(test.name, test, results.get(test.key, ())) for test in test_file.tests]
    others = results.keys() - {test.key for test in planned}
    cases += [_case(name, None, results[name]) for name in sorted(others)]
    return Grade(
        verdict=verdict or overall(cases),
        cases=tuple(
            replace(case, message=_with_own_names(case.message, planned)) for case in cases
        ),
        integrity=Integrity.IN_PROCESS,
        message=_with_own_names(message, planned),
    )


def _results_by_function(report: Report) -> dict[str, list[Event]]:
    """Several per function when it is parametrised, or fails in its teardown too."""
    results: dict[str, list[Event]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for event in report.cases:
        identity = event.get("name", ""), event.get("phase", "")
        if identity in seen:
            raise Malformed("one result is told twice")
        seen.add(identity)
        function = identity[0].partition("[")[0].rpartition("::")[2]
        results[function].append(event)
    return results


def _against(test_file: TestFile, report: Report, results: Results) -> Judgement:
    """What speaks against the results of a run that came to its end."""
    end = report.ends[0]
    told = {event.get("name") for events in results.values() for event in events}
    if end.get("statements") != len(told):
        return Verdict.INTEGRITY_FAILED, "The counts of the report do not agree."
    if end.get("status") != SAW_FAILURES:
        return Verdict.INTEGRITY_FAILED, "pytest's own status contradicts the results."
    if not {test.key for test in (*test_file.tests, *test_file.canaries)} <= results.keys():
        return Verdict.INTEGRITY_FAILED, "Tests are missing from the report."
    groups: dict[str, list[tuple[bool, Verdict]]] = defaultdict(list)
    for test in test_file.tests:
        groups[test.key].append((False, _worst(results[test.key])))
    for canary in test_file.canaries:
        groups[canary.guards].append((True, _worst(results[canary.key])))
    return judge_canaries(list(groups.values()))


def _worst(events: Sequence[Event]) -> Verdict:
    verdicts = {Verdict(event["verdict"]) for event in events}
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), Verdict.NOT_RUN)


def _case(name: str, test: PlannedTest | None, events: Sequence[Event]) -> CaseResult:
    messages = dict.fromkeys(event["message"] for event in events if event.get("message"))
    return CaseResult(
        name=name,
        source=test.text if test else "",
        line=test.line if test else None,
        verdict=_worst(events),
        message="\n".join(messages),
        duration_seconds=sum(event.get("seconds", 0.0) for event in events) if events else None,
    )


def _with_own_names(text: str, planned: Sequence[PlannedTest]) -> str:
    for test in planned:
        text = text.replace(test.key, test.name.rpartition("::")[2])
    return text
