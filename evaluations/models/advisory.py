"""Known weaknesses of packages, from a dated snapshot of OSV that an admin brings."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel


class AdvisorySnapshot(PublicModel):
    """One imported file. The newest by ``taken_on`` is what dependencies are held against."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    taken_on = models.DateField()
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-taken_on", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.taken_on}"


class Advisory(models.Model):
    """One advisory on one package. ``ranges`` and ``versions`` are OSV's, ``severity`` ours."""

    snapshot = models.ForeignKey(
        AdvisorySnapshot, on_delete=models.CASCADE, related_name="advisories"
    )
    osv_id = models.CharField(max_length=80)
    aliases = models.JSONField(default=list)
    ecosystem = models.CharField(max_length=20)
    package = models.CharField(max_length=200)
    ranges = models.JSONField(default=list)
    versions = models.JSONField(default=list)
    severity = models.CharField(max_length=10)
    summary = models.TextField(blank=True)
    cwe = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["snapshot_id", "ecosystem", "package", "osv_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "ecosystem", "package", "osv_id"], name="advisory_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.osv_id} on {self.package}"
