"""One slot of a comparison: who holds it, how the pair is laid out, until when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from evaluations.models.base import known


class AssignmentState(models.TextChoices):
    """OPEN is free; LEASED is held; the rest is history of one reviewer with one comparison.

    A lease that runs out becomes EXPIRED and a new OPEN row takes its slot; a review that comes in
    after that is stored all the same, as LATE.
    """

    OPEN = "open", "Open"
    LEASED = "leased", "Leased"
    SUBMITTED = "submitted", "Submitted"
    SKIPPED = "skipped", "Skipped"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"
    LATE = "late", "Submitted late"


HOLDS_SLOT = (AssignmentState.OPEN, AssignmentState.LEASED, AssignmentState.SUBMITTED)
"""States that fill a slot: at most one such row for each slot, which is what keeps the overlap."""


class Assignment(models.Model):
    """``swapped`` means that solution_b stands on the left. ``order_key`` is random, in [0, 1).

    ``campaign`` repeats the comparison's so that the next free slot is one step in one index.
    ``shown_at`` is empty while a leased comparison is only prefetched.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        "evaluations.Campaign", on_delete=models.CASCADE, related_name="assignments"
    )
    comparison = models.ForeignKey(
        "evaluations.Comparison", on_delete=models.CASCADE, related_name="assignments"
    )
    slot = models.PositiveSmallIntegerField()
    swapped = models.BooleanField()
    order_key = models.FloatField()
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    reviewer = models.ForeignKey(
        "reviewers.Reviewer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
    )
    leased_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["campaign", "slot", "swapped", "order_key"],
                name="assignment_next_open",
                condition=Q(state=AssignmentState.OPEN),
            ),
            models.Index(
                fields=["lease_expires_at"],
                name="assignment_leases",
                condition=Q(state=AssignmentState.LEASED),
            ),
            models.Index(fields=["reviewer", "campaign", "state"], name="assignment_of_reviewer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "slot"],
                condition=Q(state__in=HOLDS_SLOT),
                name="assignment_slot_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["comparison", "reviewer"],
                name="assignment_reviewer_has_comparison_once",
            ),
            models.CheckConstraint(
                name="assignment_state_is_known", condition=known("state", AssignmentState)
            ),
            models.CheckConstraint(
                name="assignment_open_has_no_reviewer",
                condition=Q(state=AssignmentState.OPEN, reviewer__isnull=True)
                | (~Q(state=AssignmentState.OPEN) & Q(reviewer__isnull=False)),
            ),
            models.CheckConstraint(
                name="assignment_lease_has_an_end",
                condition=~Q(state=AssignmentState.LEASED) | Q(lease_expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_order_key_in_unit_interval",
                condition=Q(order_key__gte=0, order_key__lt=1),
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.slot} of comparison {self.comparison_id}: {self.state}"
