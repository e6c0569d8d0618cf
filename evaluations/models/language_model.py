"""The system under test, how it was prompted and when it ran."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel


class LanguageModel(PublicModel):
    """Provider, name, version and decoding. Prices are US dollars per million tokens."""

    provider = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=120, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    input_price = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    output_price = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "version", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name", "version"], name="language_model_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


class PromptTemplate(PublicModel):
    """A versioned template; a change is a new version, never an edit."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"], name="prompt_template_version_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class GenerationRun(PublicModel):
    """One run of a model over a problem set, with what is needed to repeat it."""

    language_model = models.ForeignKey(
        LanguageModel, on_delete=models.PROTECT, related_name="generation_runs"
    )
    problem_set = models.ForeignKey(
        "evaluations.ProblemSet", on_delete=models.PROTECT, related_name="generation_runs"
    )
    prompt_template = models.ForeignKey(
        PromptTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="generation_runs",
    )
    parameters = models.JSONField(default=dict, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    environment = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.language_model_id} over {self.problem_set_id}"
