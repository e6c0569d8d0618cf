"""Reference solutions are measured once; solutions are compared with them and with each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict

from django.db.models import QuerySet

from evaluations.models import Campaign, CodeMetric, JobState, Problem, RunOrigin, ScanRun, Solution
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.comparing.metrics import (
    ComparedMetric,
    compare_metrics,
    measure_sources,
    measured_by,
)
from evaluations.scanning.results import Metric, Source, SourceFile

REFERENCES_AT_ONCE = 20


def measure_references(*, problems: QuerySet[Problem], sandbox: Sandbox) -> int:
    """Measure the reference solutions that today's scanners have not measured yet.

    Returns how many were measured.

    Raises:
        SandboxUnavailable: no sandbox works here; what was measured before it failed stays.
    """
    waiting = [
        each
        for each in problems.exclude(reference_files={}).order_by("pk")
        if _measured_by(each) != measured_by(each.language)
    ]
    for start in range(0, len(waiting), REFERENCES_AT_ONCE):
        some = waiting[start : start + REFERENCES_AT_ONCE]
        measured = measure_sources([_source(each) for each in some], sandbox)
        for problem, metrics in zip(some, measured, strict=True):
            tools = measured_by(problem.language)
            stored = [{**asdict(metric), "measured_by": tools} for metric in metrics]
            Problem.objects.filter(pk=problem.pk).update(reference_metrics=stored)
    return len(waiting)


def compare_solution(
    *, solution: Solution, campaign: Campaign | None = None
) -> tuple[ComparedMetric, ...]:
    """Every number of a solution beside the reference's and the median of the problem's solutions.

    With a ``campaign`` the median is over the solutions of its models. Only the last own scan of
    each scanner counts; what was not measured is absent, never zero.
    """
    solutions = Solution.objects.filter(problem=solution.problem_id)
    if campaign is not None:
        solutions = solutions.filter(language_model__campaigns=campaign)
    rows = CodeMetric.objects.filter(scan_run__in=_last_runs(solutions), path="")
    own: list[Metric] = []
    values: defaultdict[str, list[float]] = defaultdict(list)
    for of, name, value, unit in rows.values_list("scan_run__solution", "name", "value", "unit"):
        values[name].append(value)
        if of == solution.pk:
            own.append(Metric(name=name, value=value, unit=unit))
    reference = [
        Metric(name=each["name"], value=each["value"], unit=each["unit"])
        for each in solution.problem.reference_metrics
    ]
    return compare_metrics(own, reference, values)


def _last_runs(solutions: QuerySet[Solution]) -> QuerySet[ScanRun]:
    finished = ScanRun.objects.filter(
        solution__in=solutions, origin=RunOrigin.OWN, state=JobState.FINISHED
    )
    last = finished.order_by("solution_id", "scanner", "-attempt").distinct(
        "solution_id", "scanner"
    )
    return ScanRun.objects.filter(pk__in=last.values("pk"))


def _measured_by(problem: Problem) -> str:
    return next((str(each.get("measured_by")) for each in problem.reference_metrics), "")


def _source(problem: Problem) -> Source:
    files = tuple(
        SourceFile(path=path, content=text.encode("utf-8", errors="replace"))
        for path, text in sorted(problem.reference_files.items())
    )
    return Source(language=problem.language, files=files)
