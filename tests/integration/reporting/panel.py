"""Reviews of a whole panel, given through the same services as a person's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils import timezone

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import (
    Assignment,
    Campaign,
    CodeMetric,
    Finding,
    ScanRun,
    Solution,
    TestRun,
)
from evaluations.rating.rules import Submission
from evaluations.rating.service import submit_review
from reviewers.models import Reviewer
from tests.factories import make_submission

Judge = Callable[[str, str], Submission]
"""Names of the left and the right model -> what the reviewer sends."""


def prefer(model: str) -> Judge:
    """A reviewer who always finds this model's solutions better, and the others equally good."""

    def judge(left: str, right: str) -> Submission:
        preference = {left: "left_better", right: "right_better"}.get(model, "tie_good")
        points = {
            side: 5 if name == model else 3 for side, name in (("left", left), ("right", right))
        }
        ratings = dict.fromkeys(("readability", "maintainability"), points)
        return make_submission(preference=preference, ratings=ratings)

    return judge


def review_everything(campaign: Campaign, reviewers: Sequence[Reviewer], judge: Judge) -> int:
    """Let everybody review what is left for them; how many reviews that were."""
    given = 0
    for reviewer in reviewers:
        while (
            assignment := lease_next_assignment(campaign=campaign, reviewer=reviewer)
        ) is not None:
            submit_review(
                token=assignment.token, reviewer=reviewer, submission=judge(*sides_of(assignment))
            )
            given += 1
    return given


def sides_of(assignment: Assignment) -> tuple[str, str]:
    """Names of the left and the right model."""
    comparison = assignment.comparison
    pair = [comparison.solution_a.language_model.name, comparison.solution_b.language_model.name]
    left, right = reversed(pair) if assignment.swapped else pair
    return left, right


def run_and_scan(campaign: Campaign, *, failing: str) -> None:
    """A finished run and scan for every solution; those of one model fail and have a finding."""
    now = timezone.now()
    for solution in Solution.objects.filter(problem__campaigns=campaign):
        fails = solution.language_model.name == failing
        TestRun.objects.create(
            solution=solution,
            suite=solution.problem.suites.get(),
            state="finished",
            verdict="failed" if fails else "passed",
            finished_at=now,
        )
        scan = ScanRun.objects.create(
            solution=solution,
            scanner="radon",
            state="finished",
            outcome="scanned",
            finished_at=now,
        )
        for name, value, unit in (("lines", 10, "lines"), ("complexity_max", 3, "paths")):
            CodeMetric.objects.create(scan_run=scan, name=name, value=value, unit=unit)
        if fails:
            Finding.objects.create(
                scan_run=scan,
                rule="B608",
                severity="high",
                path="solution.py",
                line=1,
                end_line=1,
                message="SQL built from text",
                fingerprint="f" * 64,
            )
