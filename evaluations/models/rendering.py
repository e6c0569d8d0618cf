"""What was computed once for display, found again by the hash of what went in."""

from __future__ import annotations

from django.db import models


class RenderingKind(models.TextChoices):
    SOLUTION = "solution", "One solution: text and highlighted lines"
    COMPARISON = "comparison", "Two solutions: aligned and unified rows"


class Rendering(models.Model):
    """A cache that may be emptied any time. ``key``: SHA-256 of content, masks and version."""

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=12, choices=RenderingKind)
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:12]}"
