"""Frozen documents of computed numbers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.models.base import PublicModel


class Report(PublicModel):
    """``content`` is the whole document; ``inputs_hash`` covers every row it was computed from."""

    campaign = models.ForeignKey(
        "evaluations.Campaign", on_delete=models.CASCADE, related_name="reports"
    )
    inputs_hash = models.CharField(max_length=64)
    design_hash = models.CharField(max_length=64)
    versions = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    content = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_created",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "inputs_hash"], name="report_of_same_inputs_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of campaign {self.campaign_id}"


class Scorecard(models.Model):
    """One number of one model in a report: value, 95 % interval, n and what n counts."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="scorecards")
    language_model = models.ForeignKey(
        "evaluations.LanguageModel", on_delete=models.PROTECT, related_name="scorecards"
    )
    measure = models.CharField(max_length=80)
    value = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField(default=0)
    counted = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["report_id", "language_model_id", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "language_model", "measure"], name="scorecard_is_unique"
            ),
            models.CheckConstraint(
                name="scorecard_interval_is_in_order",
                condition=models.Q(low__isnull=True, high__isnull=True)
                | models.Q(low__lte=models.F("high")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"
