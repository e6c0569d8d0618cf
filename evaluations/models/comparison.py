"""An unordered pair of solutions to one problem."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel, known


class ComparisonKind(models.TextChoices):
    STUDY = "study", "Study"
    GOLD = "gold", "Gold"
    REPEAT = "repeat", "Hidden repeat"
    TRAINING = "training", "Training"


class Comparison(PublicModel):
    """``solution_a`` has the lower id, so that a pair exists once whichever way it is named."""

    campaign = models.ForeignKey(
        "evaluations.Campaign", on_delete=models.CASCADE, related_name="comparisons"
    )
    problem = models.ForeignKey(
        "evaluations.Problem", on_delete=models.PROTECT, related_name="comparisons"
    )
    solution_a = models.ForeignKey(
        "evaluations.Solution", on_delete=models.PROTECT, related_name="comparisons_as_a"
    )
    solution_b = models.ForeignKey(
        "evaluations.Solution", on_delete=models.PROTECT, related_name="comparisons_as_b"
    )
    kind = models.CharField(max_length=10, choices=ComparisonKind, default=ComparisonKind.STUDY)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "solution_a", "solution_b", "kind"],
                name="comparison_pair_is_unique",
            ),
            models.CheckConstraint(
                name="comparison_pair_is_ordered",
                condition=models.Q(solution_a__lt=models.F("solution_b")),
            ),
            models.CheckConstraint(
                name="comparison_kind_is_known", condition=known("kind", ComparisonKind)
            ),
        ]

    def __str__(self) -> str:
        return f"comparison {self.pk}"
