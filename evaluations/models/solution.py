"""The code of one completion, and the file it came from."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from evaluations.models.base import PublicModel, known
from evaluations.models.campaign import Campaign
from reviewers.models import User


class ImportRecord(PublicModel):
    """One file that was taken in: its hash, its format and what it brought."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name


class SolutionForm(models.TextChoices):
    """FILES lie over the problem's starter files; a PATCH is one unified diff against them."""

    FILES = "files", "Files"
    PATCH = "patch", "Patch"


class SolutionQuerySet(models.QuerySet["Solution"]):
    """Who sees which solutions together with their model: the one place that decides it."""

    def named_for(self, user: User) -> SolutionQuerySet:
        """For admins and analysts, but for what they are themselves still rating."""
        if not user.reads_reports:
            return self.none()
        blinding = Campaign.objects.blinding(user)
        return self.exclude(
            Exists(
                blinding.filter(
                    problems=OuterRef("problem"), language_models=OuterRef("language_model")
                )
            )
        )


class Solution(PublicModel):
    """``files`` is a list of ``{"path", "text"}``; ``content_hash`` their SHA-256 in order.

    Of a patch it has one element, the unified diff.

    ``raw_completion`` keeps what the model really returned. Latency is in milliseconds, cost in
    US dollars.
    """

    problem = models.ForeignKey(
        "evaluations.Problem",
        on_delete=models.PROTECT,
        related_name="solutions",
        db_index=False,  # the unique constraint starts with it
    )
    language_model = models.ForeignKey(
        "evaluations.LanguageModel", on_delete=models.PROTECT, related_name="solutions"
    )
    sample = models.PositiveIntegerField(default=0)
    form = models.CharField(max_length=8, choices=SolutionForm, default=SolutionForm.FILES)
    files = models.JSONField()
    raw_completion = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    transcript = models.JSONField(default=list, blank=True)
    generation_run = models.ForeignKey(
        "evaluations.GenerationRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="solutions",
    )
    import_record = models.ForeignKey(
        ImportRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="solutions"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["content_hash"], name="solution_content")]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "language_model", "sample"],
                name="solution_sample_is_unique",
            ),
            models.CheckConstraint(
                name="solution_form_is_known", condition=known("form", SolutionForm)
            ),
        ]

    def __str__(self) -> str:
        return f"solution {self.pk}"
