"""From the outcomes of a suite's programs to its grade: split, or versions in one process."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from evaluations.running.endings import Judgement, end_of_shared, end_of_split, judge_canaries
from evaluations.running.grading import GRAVITY, CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.node_suites.versions import Site, Version
from evaluations.running.reports import Event, Report, read_report
from evaluations.sandboxes.base import Outcome

NAME_CHARACTERS: Final = 120
OUTSIDE: Final = re.compile(r"outside \d{1,4}")
"""The name of an error that was raised between the assertions."""

CHANGED_ONLY: Final = "A test was only ever seen in its changed form."
Place = tuple[int, int]
"""The number of a site, and of the test that was made there, as loops make several."""

Told = dict[Place, list[tuple[bool, Event]]]


def uncrossable(outcome: Outcome) -> str | None:
    """What could not cross between tests and solution, if that is how a split run ended."""
    try:
        stop = read_report(outcome.report).stop
    except Malformed:
        return None
    return str(stop.get("message")) if stop and stop["event"] == "cannot cross" else None


def grade_split(outcome: Outcome) -> Grade:
    """The report came from the tests' own process, which the solution cannot reach."""
    try:
        report = read_report(outcome.report)
        announced, told = _announced(report)
    except Malformed as error:
        return distrusted(error, Integrity.SPLIT)
    verdict, message = end_of_split(report, outcome)
    if verdict is None and [end.get("statements") for end in report.ends] != [len(announced)]:
        verdict, message = Verdict.INTEGRITY_FAILED, "The counts of the report do not agree."
    cases = {number: told.get(number, {}) for number in announced}
    if verdict is not None:
        _put_stop(cases, verdict, message, report.stop or {})
    results = tuple(
        _case(Site(text=announced[number]["name"], line=announced[number]["code"]), event)
        for number, event in cases.items()
    )
    return Grade(
        verdict=verdict or overall(results),
        cases=results,
        integrity=Integrity.SPLIT,
        message=message,
    )


def _announced(report: Report) -> tuple[dict[int, Event], dict[int, Event]]:
    """The cases there are, and of each that was told of the gravest event."""
    announced: dict[int, Event] = {}
    told: dict[int, Event] = {}
    for event in report.cases:
        number = event.get("number", -1)
        if event["verdict"] == Verdict.NOT_RUN and {"name", "code"} <= event.keys():
            announced[number] = event
        elif number in announced:
            told[number] = gravest([told.get(number, event), event])
        else:
            raise Malformed("a case that was never announced")
    return announced, told


def _put_stop(cases: dict[int, Event], verdict: Verdict, message: str, stop: Event) -> None:
    """What ended the run is said of the case that was under way, or of the first not told of."""
    underway = stop.get("number", -1)
    waiting = [number for number, event in cases.items() if not event]
    place = underway if underway in cases else waiting[0] if waiting else None
    if place is not None:
        cases[place] = {**stop, "verdict": verdict, "message": message}


def gravest(events: Sequence[Event]) -> Event:
    """The event that says the worst; the first of several."""
    order = [*GRAVITY, Verdict.PASSED]
    return min(events, key=lambda event: order.index(Verdict(event["verdict"])))


def end_of_version(version: Version, outcome: Outcome) -> tuple[Judgement, Report]:
    """How one version ended, and what it told, which names no test twice and none of its own.

    Raises:
        Malformed: no harness of ours wrote the report.
    """
    report = read_report(outcome.report)
    named = [(event.get("name", ""), event.get("number", -1)) for event in report.cases]
    known = all(name in version.keys or OUTSIDE.fullmatch(name) for name, _ in named)
    if len(set(named)) != len(named) or not known:
        raise Malformed("the report names tests twice, or tests that there are not")
    failed = any(event["verdict"] not in ("passed", "not_run") for event in report.cases)
    end = end_of_shared(report, outcome, expected_exit=int(failed))
    if end[0] is None and report.ends[0].get("statements") != len(named):
        end = Verdict.INTEGRITY_FAILED, "The counts of the report do not agree."
    return end, report


def grade_versions(
    sites: Sequence[Site], runs: Sequence[tuple[Version, Outcome]], *, whole: bool
) -> Grade:
    """Versions that each shared a process with the solution: believed when what must fail failed.

    ``whole`` says that every version has to tell of the same tests, as files of tests do.
    """
    told: Told = defaultdict(list)
    stopped: Judgement = (None, "")
    seen: list[frozenset[Place]] = []
    try:
        for version, outcome in runs:
            end, report = end_of_version(version, outcome)
            stopped = stopped if stopped[0] else end
            seen.append(frozenset(_collect(version, len(sites), report, told)))
    except Malformed as error:
        return distrusted(error, Integrity.IN_PROCESS)
    verdict, message = stopped
    if verdict is None and whole and len(set(seen)) != 1:
        verdict, message = Verdict.INTEGRITY_FAILED, "The versions tell of different tests."
    if verdict is None:
        verdict, message = _against(sites, told)
    cases = tuple(_cases(sites, told))
    return Grade(
        verdict=verdict or overall(cases),
        cases=cases,
        integrity=Integrity.IN_PROCESS,
        message=message,
    )


def _collect(version: Version, beyond: int, report: Report, told: Told) -> list[Place]:
    """Sort the results of one version by the places where the tests stand."""
    places = []
    for event in report.cases:
        name = event["name"]
        number, canary = version.keys.get(name, (beyond, False))
        ordinal = event.get("number", 0) if name in version.keys else _ordinal(name)
        place = (number, ordinal)
        told[place].append((canary, event))
        places.append(place)
    return places


def _ordinal(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _against(sites: Sequence[Site], told: Told) -> Judgement:
    """What speaks against the results of versions that came to their ends."""
    for (number, _), events in told.items():
        skipped = any(event["verdict"] == Verdict.NOT_RUN for _, event in events)
        if skipped and not (number < len(sites) and sites[number].may_skip):
            return Verdict.INTEGRITY_FAILED, "A test was skipped that is not marked so."
    groups = [
        [(canary, Verdict(event["verdict"])) for canary, event in events]
        for events in told.values()
    ]
    if any(all(canary for canary, _ in group) for group in groups):
        return Verdict.INTEGRITY_FAILED, CHANGED_ONLY
    if told and all(verdict is Verdict.NOT_RUN for group in groups for _, verdict in group):
        return None, ""
    return judge_canaries(groups)


def _cases(
    sites: Sequence[Site], told: Mapping[Place, list[tuple[bool, Event]]]
) -> list[CaseResult]:
    """Every test in the suite's order, with its gravest result where it was itself."""
    cases = []
    places = sorted({*told, *((number, 0) for number in range(len(sites)))})
    for number, occurrence in places:
        real = [event for canary, event in told.get((number, occurrence), []) if not canary]
        site = sites[number] if number < len(sites) else Site(text="between the tests", line=1)
        cases.append(_case(site, gravest(real) if real else {}))
    return cases


def _case(site: Site, event: Event) -> CaseResult:
    name = event.get("phase") or next(iter(site.text.splitlines()), "")
    return CaseResult(
        name=name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…",
        source=site.text,
        line=site.line,
        verdict=Verdict(event.get("verdict", Verdict.NOT_RUN)),
        input=event.get("input", ""),
        expected=event.get("expected", ""),
        got=event.get("got", ""),
        message=event.get("message", ""),
        duration_seconds=event.get("seconds"),
    )


def distrusted(error: Malformed, integrity: Integrity) -> Grade:
    """The grade of a run whose report cannot be read."""
    return Grade(
        verdict=Verdict.INTEGRITY_FAILED,
        cases=(),
        integrity=integrity,
        message=f"The report is none of ours: {error}.",
    )
