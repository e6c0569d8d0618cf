"""An assignment locked for a submit, and reviews as their own reviewer reads them.

The lock is one statement in SQL, with all that a submit has to know: a reviewer waits for it, and
through the ORM it cost four times the processor time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from evaluations.models import (
    Assignment,
    AssignmentState,
    CampaignState,
    LineComment,
    Rating,
    Review,
)
from reviewers.models import Reviewer

LOCK = """
SELECT a.id, a.state, a.slot, a.swapped, a.comparison_id, c.solution_a_id, c.solution_b_id,
       k.public_id, k.state, k.is_sample, (
           SELECT json_agg(json_build_array(q.id, q.key, q.points) ORDER BY q.position, q.id)
           FROM evaluations_criterion q WHERE q.rubric_id = k.rubric_id
       )
FROM evaluations_assignment a
JOIN evaluations_comparison c ON c.id = a.comparison_id
JOIN evaluations_campaign k ON k.id = a.campaign_id
WHERE a.token = %(token)s AND a.reviewer_id = %(reviewer)s
FOR UPDATE OF a
"""


class Scale(NamedTuple):
    """One criterion of the rubric: rated from 1 to ``points``."""

    criterion: int
    key: str
    points: int


class LockedAssignment(NamedTuple):
    """Ids and states as they stand while the row is locked."""

    pk: int
    state: str
    slot: int
    swapped: bool
    comparison: int
    solution_a: int
    solution_b: int
    campaign_public_id: UUID
    campaign_state: str
    is_sample: bool
    scales: list[Scale]

    @property
    def is_reviewed(self) -> bool:
        return self.state in {AssignmentState.SUBMITTED, AssignmentState.LATE}

    @property
    def campaign_is_over(self) -> bool:
        return self.campaign_state in {CampaignState.CLOSED, CampaignState.REVEALED}

    @property
    def solution_of_side(self) -> dict[str, int]:
        """``left`` and ``right`` as the reviewer sees them."""
        pair = [self.solution_a, self.solution_b]
        if self.swapped:
            pair.reverse()
        return dict(zip(("left", "right"), pair, strict=True))


def lock_assignment(*, token: UUID, reviewer: int) -> LockedAssignment | None:
    """The reviewer's own assignment; ``None`` when there is none with this token for them."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"token": token, "reviewer": reviewer})
        row = cursor.fetchone()
    if row is None:
        return None
    *values, scales = row
    return LockedAssignment._make([*values, [Scale(*scale) for scale in scales or ()]])


def review_content(review: Review) -> dict[str, Any]:
    """What was submitted, with ``left`` and ``right`` as the reviewer saw them.

    Expects ``assignment.comparison``, ``ratings.criterion`` and ``line_comments`` to be loaded.
    """
    side_of = _side_of_solution(review.assignment)
    return {
        "preference": review.preference,
        "confidence": review.confidence,
        "comment": review.comment,
        "ratings": _ratings(review.ratings.all(), side_of),
        "notes": _notes(review.line_comments.all(), side_of),
        "active_seconds": review.active_seconds,
        "evidence_opened": review.evidence_opened,
    }


def reviews_of(*, reviewer: Reviewer) -> QuerySet[Review]:
    """A reviewer's standing reviews, the latest first, loaded for :func:`review_content`."""
    return (
        Review.objects.filter(assignment__reviewer=reviewer, is_current=True)
        .select_related("assignment__comparison", "assignment__campaign")
        .defer("assignment__campaign__design")
        .prefetch_related("ratings__criterion", "line_comments")
        .order_by("-pk")
    )


def _side_of_solution(assignment: Assignment) -> dict[int, str]:
    pair = (assignment.comparison.solution_a_id, assignment.comparison.solution_b_id)
    sides: Sequence[str] = ("right", "left") if assignment.swapped else ("left", "right")
    return dict(zip(pair, sides, strict=True))


def _ratings(ratings: Iterable[Rating], side_of: dict[int, str]) -> dict[str, dict[str, int]]:
    points: dict[str, dict[str, int]] = {}
    for rating in sorted(ratings, key=lambda one: (one.criterion.position, one.criterion.key)):
        points.setdefault(rating.criterion.key, {})[side_of[rating.solution_id]] = rating.points
    return {key: dict(sorted(sides.items())) for key, sides in points.items()}


def _notes(notes: Iterable[LineComment], side_of: dict[int, str]) -> list[dict[str, Any]]:
    rows = [
        {
            "side": side_of[note.solution_id],
            "path": note.path,
            "first_line": note.first_line,
            "last_line": note.last_line,
            "category": note.category,
            "text": note.text,
        }
        for note in notes
    ]
    return sorted(rows, key=lambda row: (row["side"], row["path"], row["first_line"], row["text"]))
