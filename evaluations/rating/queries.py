"""Reviews as their own reviewer reads them: sides, never solutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from evaluations.models import Assignment, LineComment, Rating, Review
from reviewers.models import Reviewer


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
