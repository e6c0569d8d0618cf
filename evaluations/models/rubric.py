"""What is rated, on which scale, and what each point means."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel


class Rubric(PublicModel):
    """Versioned: a change is a new version, so a rating always means what it meant."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="rubric_version_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Criterion(PublicModel):
    """One scale from 1 to ``points``."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    points = models.PositiveSmallIntegerField(default=5)

    class Meta:
        ordering = ["rubric_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "key"], name="criterion_key_is_unique"),
            models.CheckConstraint(
                name="criterion_points_between_2_and_9",
                condition=models.Q(points__gte=2, points__lte=9),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Anchor(models.Model):
    """What one point of a criterion means, in words."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="anchors")
    point = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["criterion_id", "point"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "point"], name="anchor_is_unique"),
            models.CheckConstraint(
                name="anchor_point_starts_at_1", condition=models.Q(point__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.words}"
