"""Reference solutions are measured once, and solutions stand beside them and each other."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.models import CodeMetric, JobState, Problem, RunOrigin, ScanOutcome, ScanRun
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.scanning.comparing.service import compare_solution, measure_references
from tests.factories import make_campaign, make_models, make_problems, make_solution

pytestmark = pytest.mark.django_db


class CountingSandbox(Sandbox):
    """The real sandbox, and how often it was started."""

    name = "counting"

    def __init__(self, inner: Sandbox) -> None:
        self.inner = inner
        self.starts = 0

    def run(self, program: Program) -> Outcome:
        self.starts += 1
        return self.inner.run(program)

    def self_test(self) -> tuple[Probe, ...]:
        return self.inner.self_test()


def make_scan(solution, value: float, **changes) -> ScanRun:
    fields = {
        "scanner": "radon",
        "state": JobState.FINISHED,
        "outcome": ScanOutcome.SCANNED,
        "finished_at": timezone.now(),
    }
    run = ScanRun.objects.create(solution=solution, **{**fields, **changes})
    CodeMetric.objects.create(scan_run=run, name="lines", value=value, unit="lines")
    return run


def test_it_compares_the_last_own_scans_of_one_problem():
    problem, other = make_problems(2)
    problem.reference_metrics = [{"name": "lines", "value": 10, "unit": "lines", "measured_by": ""}]
    problem.save()
    models = make_models(["Model one", "Model two", "Model three"])
    solutions = [make_solution(problem, model) for model in models]
    for solution, value in zip(solutions, (20, 30, 90), strict=True):
        make_scan(solution, value)
    make_scan(solutions[0], 25, attempt=2)
    make_scan(solutions[1], 999, origin=RunOrigin.IMPORTED, scanner="Tool")
    make_scan(make_solution(other, models[0]), 999)
    [lines] = compare_solution(solution=solutions[0])
    assert (lines.value, lines.reference, lines.ratio) == (25, 10, 2.5)
    assert (lines.median, lines.n) == (30, 3)


def test_it_takes_the_median_over_the_models_of_a_campaign():
    campaign = make_campaign(problems=1, started=False)
    problem = campaign.problems.get()
    [outside] = make_models(["Model of nobody"])
    make_scan(make_solution(problem, outside), 1000)
    inside = list(problem.solutions.exclude(language_model=outside).order_by("pk"))
    for solution, value in zip(inside, (10, 20, 30), strict=True):
        make_scan(solution, value)
    [lines] = compare_solution(solution=inside[0], campaign=campaign)
    assert (lines.median, lines.n, lines.reference) == (20, 3, None)


@pytest.mark.sandbox
def test_it_measures_each_reference_once_for_todays_scanners(sandbox):
    counting = CountingSandbox(sandbox)
    problems = Problem.objects.filter(pk__in=[each.pk for each in make_problems(2)])
    bare = make_problems(1)[0]
    Problem.objects.filter(pk=bare.pk).update(reference_files={})
    everything = Problem.objects.all()
    assert measure_references(problems=everything, sandbox=counting) == 2
    assert counting.starts == 1
    assert measure_references(problems=everything, sandbox=counting) == 0
    assert counting.starts == 1
    for problem in problems:
        numbers = {each["name"]: each for each in problem.reference_metrics}
        assert (numbers["lines"]["value"], numbers["lines"]["unit"]) == (2, "lines")
        assert numbers["cognitive_complexity_max"]["value"] == 0
    changed = problems[0]
    changed.reference_metrics[0]["measured_by"] = "the scanners of last year"
    changed.save()
    assert measure_references(problems=everything, sandbox=counting) == 1
