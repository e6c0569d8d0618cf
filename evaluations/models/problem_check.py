"""Whether a problem's tests can be believed: the reference passes, an empty solution fails."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import known
from evaluations.models.job import Job, JobState, leased_while_running, unfinished


class CheckOutcome(models.TextChoices):
    """NOT_CHECKED: there was nothing to check with (no sandbox, no toolchain, no reference)."""

    SOUND = "sound", "Sound"
    UNSOUND = "unsound", "Unsound"
    NOT_CHECKED = "not_checked", "Not checked"


class ProblemCheck(Job):
    """One self-check of one problem, each of its suites ``replicates`` times.

    ``problem_hash`` is the content that was checked; ``details`` has a record for each suite and
    subject (``reference`` or ``empty``): verdicts, and which test went against expectation, why.
    """

    problem = models.ForeignKey(
        "evaluations.Problem", on_delete=models.CASCADE, related_name="checks"
    )
    problem_hash = models.CharField(max_length=64)
    replicates = models.PositiveSmallIntegerField(default=3)
    outcome = models.CharField(max_length=12, choices=CheckOutcome, blank=True)
    message = models.TextField(blank=True)
    details = models.JSONField(default=list, blank=True)
    environment = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [unfinished("problem_check_unfinished")]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "attempt"], name="problem_check_attempt_is_unique"
            ),
            models.CheckConstraint(
                name="problem_check_state_is_known", condition=known("state", JobState)
            ),
            models.CheckConstraint(
                name="finished_check_has_an_outcome",
                condition=models.Q(state=JobState.FINISHED, outcome__in=CheckOutcome.values)
                | (~models.Q(state=JobState.FINISHED) & models.Q(outcome="")),
            ),
            leased_while_running("problem_check_is_leased_while_running"),
        ]

    def __str__(self) -> str:
        return f"check of {self.problem_id}: {self.outcome or self.state}"
