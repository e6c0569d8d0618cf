"""One scanner over one solution: findings and numbers, in SARIF's vocabulary."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel, known
from evaluations.models.job import Job, JobState, leased_while_running, unfinished
from evaluations.models.test_run import RunOrigin


class Severity(models.TextChoices):
    CRITICAL = "critical", "Critical"
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    INFO = "info", "Info"


class ScanOutcome(models.TextChoices):
    SCANNED = "scanned", "Scanned"
    NOT_SCANNED = "not_scanned", "Not scanned"


class ScanJob(Job):
    """All scanners over one solution, once: what a worker takes up. ``message``: why it failed."""

    solution = models.ForeignKey(
        "evaluations.Solution", on_delete=models.CASCADE, related_name="scan_jobs"
    )
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [unfinished("scan_job_unfinished")]
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "attempt"], name="scan_job_attempt_is_unique"
            ),
            models.CheckConstraint(
                name="scan_job_state_is_known", condition=known("state", JobState)
            ),
            leased_while_running("scan_job_is_leased_while_running"),
        ]

    def __str__(self) -> str:
        return f"scan of solution {self.solution_id}: {self.state}"


class ScanRun(PublicModel):
    """What one scanner said. ``message`` says why something was not scanned.

    "Not scanned" is never shown as clean. Imported ones (SARIF of another tool) name their file.
    """

    solution = models.ForeignKey(
        "evaluations.Solution", on_delete=models.CASCADE, related_name="scan_runs"
    )
    origin = models.CharField(max_length=10, choices=RunOrigin, default=RunOrigin.OWN)
    imported_from = models.CharField(max_length=255, blank=True)
    scanner = models.CharField(max_length=40)
    scanner_version = models.CharField(max_length=40, blank=True)
    rules_hash = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    outcome = models.CharField(max_length=12, choices=ScanOutcome, blank=True)
    message = models.TextField(blank=True)
    wall_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "scanner", "origin", "attempt"],
                name="scan_run_attempt_is_unique",
            ),
            models.CheckConstraint(
                name="scan_run_state_is_known", condition=known("state", JobState)
            ),
            models.CheckConstraint(
                name="finished_scan_has_an_outcome",
                condition=models.Q(state=JobState.FINISHED, outcome__in=ScanOutcome.values)
                | (~models.Q(state=JobState.FINISHED) & models.Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scanner} on solution {self.solution_id}"


class Finding(models.Model):
    """One result. ``tools`` names every scanner that reported it; lines start at 1."""

    scan_run = models.ForeignKey(ScanRun, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=120)
    tools = models.JSONField(default=list)
    severity = models.CharField(max_length=10, choices=Severity)
    raw_severity = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    cwe = models.CharField(max_length=20, blank=True)
    path = models.CharField(max_length=400)
    line = models.PositiveIntegerField()
    end_line = models.PositiveIntegerField()
    message = models.TextField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["scan_run_id", "path", "line", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_severity_is_known", condition=known("severity", Severity)
            ),
            models.CheckConstraint(
                name="finding_lines_are_in_order",
                condition=models.Q(line__gte=1, end_line__gte=models.F("line")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} at line {self.line}"


class CodeMetric(models.Model):
    """One number with its unit; ``path`` is empty for the whole solution."""

    scan_run = models.ForeignKey(ScanRun, on_delete=models.CASCADE, related_name="metrics")
    path = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=60)
    value = models.FloatField()
    unit = models.CharField(max_length=20)

    class Meta:
        ordering = ["scan_run_id", "path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["scan_run", "path", "name"], name="code_metric_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} {self.unit}"


class Dependency(models.Model):
    """A package that a solution declares in a manifest or imports in its code.

    ``version`` is empty where none is pinned; ``ecosystem`` is OSV's word (PyPI, npm, Go ...).
    """

    scan_run = models.ForeignKey(ScanRun, on_delete=models.CASCADE, related_name="dependencies")
    ecosystem = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=80, blank=True)
    declared = models.BooleanField(default=False)
    path = models.CharField(max_length=400)
    line = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["scan_run_id", "ecosystem", "name", "version", "path"]
        constraints = [
            models.UniqueConstraint(
                fields=["scan_run", "ecosystem", "name", "version", "path"],
                name="dependency_is_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()
