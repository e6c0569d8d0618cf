"""A person as a rater: skills, and the pseudonym that stands in every export."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Reviewer(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer"
    )
    pseudonym = models.CharField(max_length=60, unique=True)
    languages = models.JSONField(default=list, blank=True)
    experience_years = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reviewer_experience_is_plausible",
                condition=models.Q(experience_years__isnull=True)
                | models.Q(experience_years__lte=80),
            )
        ]

    def __str__(self) -> str:
        return self.pseudonym
