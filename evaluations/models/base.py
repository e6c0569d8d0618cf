"""What every row has: a public id that says nothing about order or content."""

from __future__ import annotations

import uuid

from django.db import models


class PublicModel(models.Model):
    """Random UUIDs (version 4) leave the house; sequence numbers stay inside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def known(field: str, choices: type[models.TextChoices]) -> models.Q:
    """Condition of a check constraint: ``field`` holds one of ``choices``."""
    return models.Q(**{f"{field}__in": choices.values})
