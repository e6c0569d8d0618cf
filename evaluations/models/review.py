"""The submitted act, its scores and its notes on lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evaluations.models.base import PublicModel, known


class Preference(models.TextChoices):
    """As displayed; the assignment's order says which solution stood where."""

    LEFT_MUCH_BETTER = "left_much_better", "Left much better"
    LEFT_BETTER = "left_better", "Left better"
    TIE_GOOD = "tie_good", "Both good"
    BOTH_BAD = "both_bad", "Both bad"
    RIGHT_BETTER = "right_better", "Right better"
    RIGHT_MUCH_BETTER = "right_much_better", "Right much better"


class Review(PublicModel):
    """Revisions are rows of their own; only the latest ``is_current``. Seconds are active time.

    ``idempotency_key`` is made when the form opens: a repeated submit finds its first answer.
    """

    assignment = models.ForeignKey(
        "evaluations.Assignment", on_delete=models.CASCADE, related_name="reviews"
    )
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    idempotency_key = models.UUIDField(unique=True)
    content_hash = models.CharField(max_length=64)
    preference = models.CharField(max_length=20, choices=Preference)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    active_seconds = models.PositiveIntegerField(default=0)
    evidence_opened = models.BooleanField(default=False)
    recognised_model = models.BooleanField(null=True, blank=True)
    recognition_note = models.CharField(max_length=300, blank=True)
    late = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "revision"], name="review_revision_is_unique"
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(is_current=True),
                name="review_current_is_unique",
            ),
            models.CheckConstraint(
                name="review_preference_is_known", condition=known("preference", Preference)
            ),
            models.CheckConstraint(
                name="review_confidence_between_1_and_3",
                condition=Q(confidence__isnull=True) | Q(confidence__gte=1, confidence__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Rating(models.Model):
    """One criterion's points for one solution."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(
        "evaluations.Criterion", on_delete=models.PROTECT, related_name="ratings"
    )
    solution = models.ForeignKey(
        "evaluations.Solution", on_delete=models.PROTECT, related_name="ratings"
    )
    points = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["review_id", "criterion_id", "solution_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion", "solution"], name="rating_is_unique"
            ),
            models.CheckConstraint(
                name="rating_points_between_1_and_9", condition=Q(points__gte=1, points__lte=9)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} points"


class NoteCategory(models.TextChoices):
    BUG = "bug", "Bug"
    NAMING = "naming", "Naming"
    STRUCTURE = "structure", "Structure"
    SECURITY = "security", "Security"
    STYLE = "style", "Style"
    QUESTION = "question", "Question"
    PRAISE = "praise", "Praise"


class LineComment(models.Model):
    """A note on a range of lines of one solution. Lines start at 1."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="line_comments")
    solution = models.ForeignKey(
        "evaluations.Solution", on_delete=models.PROTECT, related_name="line_comments"
    )
    path = models.CharField(max_length=400)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    category = models.CharField(max_length=12, choices=NoteCategory, default=NoteCategory.QUESTION)
    text = models.TextField()

    class Meta:
        ordering = ["review_id", "solution_id", "path", "first_line", "id"]
        constraints = [
            models.CheckConstraint(
                name="line_comment_range_is_in_order",
                condition=Q(first_line__gte=1, last_line__gte=models.F("first_line")),
            ),
            models.CheckConstraint(
                name="line_comment_category_is_known", condition=known("category", NoteCategory)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
