"""A comparison with everything machines can say about it, and what would give its author away."""

from __future__ import annotations

from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    CodeMetric,
    Comparison,
    Finding,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.presenting.service import prepare_comparison
from reviewers.models import Reviewer

MODELS = ("Sentinel Alder", "Sentinel Birch", "Sentinel Cedar")

LEAKING = (
    "# Written by Sentinel Alder\r\nimport openai\r\n"
    "\r\ndef double(n):   \r\n\treturn 2 * n  # SentinelAlder\u202e\r\n"
)


def lease(campaign: Campaign, reviewer: Reviewer, *, swapped: bool = False) -> Assignment:
    """An assignment of the first comparison, laid out as asked."""
    assignment = Assignment.objects.filter(campaign=campaign, state=AssignmentState.OPEN).first()
    assert assignment is not None
    assignment.state = AssignmentState.LEASED
    assignment.swapped = swapped
    assignment.reviewer = reviewer
    assignment.lease_expires_at = "2100-01-01T00:00:00Z"
    assignment.save()
    return Assignment.objects.get(pk=assignment.pk)


def sides(assignment: Assignment) -> tuple[Solution, Solution]:
    """Its solutions, left and right."""
    comparison = Comparison.objects.select_related("solution_a", "solution_b").get(
        pk=assignment.comparison_id
    )
    pair = (comparison.solution_a, comparison.solution_b)
    return (pair[1], pair[0]) if assignment.swapped else pair


def make_run(solution: Solution, *, attempt: int = 1, **changes: object) -> TestRun:
    """A finished run of the problem's suite in which the second of two cases fails."""
    suite = solution.problem.suites.get()
    fields: dict[str, object] = {
        "state": "finished",
        "verdict": "failed",
        "integrity": "split",
        "passed_cases": 1,
        "total_cases": 2,
        "message": "1 of 2 cases failed",
        "stderr": "",
    }
    run = TestRun.objects.create(
        solution=solution, suite=suite, attempt=attempt, **{**fields, **changes}
    )
    for position, outcome in enumerate(("passed", "failed")):
        TestResult.objects.create(
            run=run,
            position=position,
            name=f"case {position}",
            outcome=outcome,
            input="double(2)",
            expected="4",
            got="4",
            duration_ms=1.4,
        )
    return run


def make_scan(solution: Solution, *, attempt: int = 1, message: str = "Unused name") -> ScanRun:
    """A scan with one finding and one number."""
    run = ScanRun.objects.create(
        solution=solution, scanner="ruff", attempt=attempt, state="finished", outcome="scanned"
    )
    Finding.objects.create(
        scan_run=run,
        rule="F841",
        tools=["ruff"],
        severity="low",
        path=solution.files[0]["path"],
        line=2,
        end_line=2,
        message=message,
        fingerprint="f",
    )
    CodeMetric.objects.create(scan_run=run, name="lines", value=3, unit="lines")
    CodeMetric.objects.create(scan_run=run, name="lines", path="solution.py", value=3, unit="lines")
    return run


def rewrite(solution: Solution, files: list[dict[str, str]], content_hash: str) -> None:
    """Give a solution other files."""
    Solution.objects.filter(pk=solution.pk).update(files=files, content_hash=content_hash)


def prepared(assignment: Assignment) -> Assignment:
    """The same assignment, with its renderings stored."""
    prepare_comparison(comparison_id=assignment.comparison_id)
    return assignment


def make_leaky(assignment: Assignment) -> None:
    """Let the left solution and what machines say of it name its model everywhere."""
    left, _ = sides(assignment)
    rewrite(left, [{"path": "sentinel_alder_solution.py", "text": LEAKING}], "leaky")
    TestRun.objects.filter(solution=left).update(
        stderr='File "/src/sentinel_alder_solution.py", line 4\n\x1b[31mSentinelAlderError\x1b[0m',
        message="sentinel-alder said so",
    )
    left.scan_runs.get().findings.update(
        path="sentinel_alder_solution.py", message="in sentinel_alder_solution.py by Sentinel Alder"
    )
