"""A tiny campaign as rows, small enough to check every number by hand.

Two models on two problems, compared by two reviewers: Aurora takes 3.5 of 4 points.
"""

from __future__ import annotations

from typing import Any

from evaluations.reporting.inputs import (
    CampaignRow,
    CriterionRow,
    ImportedRow,
    Inputs,
    ModelRow,
    ProblemRow,
    ReviewRow,
    RunRow,
    ScanRow,
    SolutionRow,
)

AURORA, BASALT = 1, 2
READABILITY = 7
SOLUTIONS = {(1, AURORA): 11, (1, BASALT): 12, (2, AURORA): 21, (2, BASALT): 22}

CAMPAIGN = CampaignRow(
    public_id="c0ffee",
    name="Tiny",
    design_hash="d" * 64,
    seed=5,
    overlap=2,
    evidence_policy="from_start",
    rubric="Rubric v1",
    is_sample=False,
    started_at="2026-05-02T10:00:00Z",
    planned=4,
    stored_reviews=4,
)


def make_review(number: int, **changes: Any) -> ReviewRow:
    """Reviewer ``number % 2`` on problem 1 or 2: Aurora on the left, better, rated 5 against 3."""
    problem = 1 + (number - 1) // 2 % 2
    row = ReviewRow(
        id=number,
        comparison=problem,
        problem=problem,
        reviewer=100 + number % 2,
        kind="study",
        left=SOLUTIONS[problem, AURORA],
        right=SOLUTIONS[problem, BASALT],
        left_model=AURORA,
        right_model=BASALT,
        preference="left_better",
        late=False,
        is_sample=False,
        recognised=None,
        ratings=[[READABILITY, 1, 5], [READABILITY, 0, 3]],
    )
    return row._replace(**changes)


def swap(row: ReviewRow) -> ReviewRow:
    """The same judgement displayed the other way round."""
    sides = {"left": "right", "right": "left"}
    side, _, strength = row.preference.partition("_")
    mirrored = f"{sides[side]}_{strength}" if side in sides else row.preference
    return row._replace(
        left=row.right,
        right=row.left,
        left_model=row.right_model,
        right_model=row.left_model,
        preference=mirrored,
        ratings=[[criterion, 1 - is_left, points] for criterion, is_left, points in row.ratings],
    )


def make_inputs(**changes: Any) -> Inputs:
    """Three wins of Aurora and a tie; Aurora passes problem 1 only, Basalt both."""
    tables: dict[str, Any] = {
        "campaign": CAMPAIGN,
        "models": (
            ModelRow(AURORA, "aurora", "Northwind", "Aurora", "2"),
            ModelRow(BASALT, "basalt", "Northwind", "Basalt", ""),
        ),
        "problems": (ProblemRow(1, "one", 1), ProblemRow(2, "two", 1)),
        "criteria": (CriterionRow(READABILITY, "readability", "Readability", 5, [""] * 5),),
        "reviews": (
            make_review(1),
            swap(make_review(2, preference="left_much_better")),
            make_review(3),
            make_review(4, preference="tie_good", ratings=[[7, 1, 4], [7, 0, 4]]),
        ),
        "solutions": tuple(
            SolutionRow(solution, problem, model, "hash")
            for (problem, model), solution in SOLUTIONS.items()
        ),
        "runs": (
            RunRow(11, 1, ["passed"]),
            RunRow(12, 1, ["failed", "passed"]),
            RunRow(21, 2, ["timeout"]),
            RunRow(22, 2, ["passed"]),
        ),
        "imported": (ImportedRow(11, "evalplus", "passed"), ImportedRow(21, "evalplus", "passed")),
        "scans": (make_scan(11, high=2), make_scan(12), make_scan(21), make_scan(22, low=1)),
    }
    return Inputs(**{**tables, **changes})


def make_scan(solution: int, **changes: Any) -> ScanRow:
    """A complete scan of 50 lines, complexity 4, without findings."""
    row = ScanRow(solution, "radon", True, 0, 0, 0, 0, 0, 50.0, 4.0)
    return row._replace(**changes)
