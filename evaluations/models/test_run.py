"""One execution of one suite on one solution, and its cases."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import known
from evaluations.models.job import Job, JobState, leased_while_running, unfinished


class Verdict(models.TextChoices):
    """The last three are apart: they never count as a failure of the solution.

    FLAKY: replicates of one run disagree. It is not passed, and shown apart from failed.
    """

    PASSED = "passed", "Passed"
    FLAKY = "flaky", "Flaky"
    FAILED = "failed", "Failed"
    ERROR = "error", "Error"
    TIMEOUT = "timeout", "Timeout"
    OUT_OF_MEMORY = "out_of_memory", "Out of memory"
    INFRASTRUCTURE_ERROR = "infrastructure_error", "Infrastructure error"
    INTEGRITY_FAILED = "integrity_failed", "Integrity failed"
    NOT_RUN = "not_run", "Not run"


class RunOrigin(models.TextChoices):
    OWN = "own", "Run here"
    IMPORTED = "imported", "Imported"


class TestRun(Job):
    """Own runs carry a suite and limits; imported ones name the harness that judged.

    Times are milliseconds, memory is bytes. ``integrity`` says how the verdict was obtained:
    ``split`` (tests and solution in separate processes) or ``in-process``.

    ``replicates`` has one record for each time the suite was run (verdict, times, memory);
    ``measurements`` the ratios of a performance suite against the reference solution.
    ``inputs_hash`` is the SHA-256 of all that decides the result: solution, suite, environment,
    limits; ``copied_from`` names the run of a twin with the same inputs whose result this is.
    """

    __test__ = False  # pytest must not collect a model

    solution = models.ForeignKey(
        "evaluations.Solution", on_delete=models.CASCADE, related_name="test_runs"
    )
    suite = models.ForeignKey(
        "evaluations.TestSuite",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="test_runs",
    )
    origin = models.CharField(max_length=10, choices=RunOrigin, default=RunOrigin.OWN)
    imported_from = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=24, choices=Verdict, blank=True)
    integrity = models.CharField(max_length=12, blank=True)
    message = models.TextField(blank=True)
    passed_cases = models.PositiveIntegerField(default=0)
    total_cases = models.PositiveIntegerField(default=0)
    exit_code = models.IntegerField(null=True, blank=True)
    signal = models.IntegerField(null=True, blank=True)
    limit_hit = models.CharField(max_length=16, blank=True)
    stdout = models.TextField(blank=True)
    stderr = models.TextField(blank=True)
    wall_ms = models.PositiveIntegerField(null=True, blank=True)
    cpu_ms = models.PositiveIntegerField(null=True, blank=True)
    peak_memory_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    environment = models.JSONField(default=dict, blank=True)
    replicates = models.JSONField(default=list, blank=True)
    measurements = models.JSONField(default=dict, blank=True)
    inputs_hash = models.CharField(max_length=64, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            unfinished("test_run_unfinished"),
            models.Index(fields=["inputs_hash"], name="test_run_inputs"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "suite", "attempt"], name="test_run_attempt_is_unique"
            ),
            models.UniqueConstraint(
                fields=["solution", "imported_from"],
                condition=models.Q(origin=RunOrigin.IMPORTED),
                name="imported_run_is_unique",
            ),
            models.CheckConstraint(
                name="own_run_has_a_suite_imported_run_a_source",
                condition=models.Q(origin=RunOrigin.OWN, suite__isnull=False, imported_from="")
                | (
                    models.Q(origin=RunOrigin.IMPORTED, suite__isnull=True)
                    & ~models.Q(imported_from="")
                ),
            ),
            models.CheckConstraint(
                name="finished_run_has_a_verdict",
                condition=models.Q(state=JobState.FINISHED, verdict__in=Verdict.values)
                | (~models.Q(state=JobState.FINISHED) & models.Q(verdict="")),
            ),
            models.CheckConstraint(
                name="test_run_state_is_known", condition=known("state", JobState)
            ),
            leased_while_running("test_run_is_leased_while_running"),
            models.CheckConstraint(
                name="passed_cases_within_total",
                condition=models.Q(passed_cases__lte=models.F("total_cases")),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.verdict or self.state}"


class TestResult(models.Model):
    """One case of a run. ``input``, ``expected`` and ``got`` are shortened for display."""

    __test__ = False  # pytest must not collect a model

    run = models.ForeignKey(TestRun, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveIntegerField()
    name = models.TextField()
    outcome = models.CharField(max_length=24, choices=Verdict)
    input = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    got = models.TextField(blank=True)
    message = models.TextField(blank=True)
    duration_ms = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["run_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "position"], name="test_result_position_is_unique"
            ),
            models.CheckConstraint(
                name="test_result_outcome_is_known", condition=known("outcome", Verdict)
            ),
        ]

    def __str__(self) -> str:
        return self.name
