"""Work that a worker does in the background. PostgreSQL is the truth; a message only wakes it."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel


class JobState(models.TextChoices):
    """Where background work stands."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"


class Job(PublicModel):
    """``lease_token`` is the fencing token: who holds another one may not write results any more.

    A job done again is a row of its own with the next ``attempt``; the old one stays. ``losses``
    counts the workers that vanished with it.
    """

    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    losses = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def unfinished(name: str) -> models.Index:
    """The few rows that sweepers look for, whatever the table has grown to."""
    return models.Index(fields=["id"], name=name, condition=~models.Q(state=JobState.FINISHED))


def leased_while_running(name: str) -> models.CheckConstraint:
    """A job that runs has a lease, and only then."""
    leased = models.Q(lease_expires_at__isnull=False, lease_token__isnull=False)
    free = models.Q(lease_expires_at__isnull=True)
    running = models.Q(state=JobState.RUNNING)
    return models.CheckConstraint(name=name, condition=(running & leased) | (~running & free))
