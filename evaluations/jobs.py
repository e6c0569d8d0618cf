"""Background work, held under leases: PostgreSQL says who does what, and only its clock counts.

    QUEUED -> claim -> RUNNING -> finish -> FINISHED
                         | release, or the lease runs out -> QUEUED

A worker that vanishes loses its jobs when the lease runs out; one that was merely slow, and
comes back after that, holds an old token: what it says is refused. Messages only wake workers.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Now

from evaluations.models import Job, JobState

log = structlog.get_logger(__name__)

JobModel = TypeVar("JobModel", bound=Job)

RENEWALS_IN_A_LEASE = 3
"""Two of them may fail, to a slow database or a busy machine, before a job is lost."""

WOKEN_AT_ONCE = 5000
MOST_LOSSES = 10
"""A job that took so many workers with it is not given to another."""


@dataclass(frozen=True, kw_only=True)
class Claim(Generic[JobModel]):
    """A job that is ours. ``token`` fences it: results are taken from its holder alone."""

    model: type[JobModel]
    pk: int
    token: UUID = field(default_factory=uuid4)

    @property
    def mine(self) -> QuerySet[JobModel]:
        """The row, as long as nobody else has taken it."""
        rows = self.model._default_manager.filter(pk=self.pk)
        return rows.filter(state=JobState.RUNNING, lease_token=self.token)


def lease() -> timedelta:
    """How long a job stays ours without a sign of life."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def lock_queue(model: type[JobModel]) -> None:
    """Until the transaction ends, nobody else queues such jobs: no attempt is made twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [model._meta.db_table])


def claim(model: type[JobModel], pk: int) -> Claim[JobModel] | None:
    """Take up a job that waits, or whose holder let the lease run out; ``None`` for any other."""
    wanted = Claim(model=model, pk=pk)
    taken = (
        _free(model)
        .filter(pk=pk)
        .update(
            state=JobState.RUNNING,
            lease_token=wanted.token,
            lease_expires_at=Now() + lease(),
            started_at=Now(),
            losses=Case(
                When(_expired(), then=F("losses") + 1),
                default=F("losses"),
                output_field=IntegerField(),
            ),
        )
    )
    return wanted if taken else None


def renew(held: Claim[JobModel]) -> bool:
    """Hold a job for another lease; ``False`` when it is no longer ours."""
    return bool(held.mine.update(lease_expires_at=Now() + lease()))


def finish(held: Claim[JobModel], **values: Any) -> bool:
    """Store results, once; ``False`` when the job is no longer ours and they were refused."""
    stored = held.mine.update(
        state=JobState.FINISHED, finished_at=Now(), lease_expires_at=None, **values
    )
    if not stored:
        log.warning("stale_results_refused", job=held.model._meta.label, id=held.pk)
    return bool(stored)


def release(held: Claim[JobModel]) -> bool:
    """Give a job back undone, so that nobody waits for its lease to run out."""
    return bool(held.mine.update(state=JobState.QUEUED, lease_expires_at=None, lease_token=None))


@contextmanager
def keep(*claims: Claim[JobModel]) -> Iterator[None]:
    """Renew the leases while inside.

    An ``Exception`` is for the caller to turn into a result. What ends the process (Ctrl-C, a
    worker that is told to stop) is no result: the jobs go back to the queue at once.
    """
    done = threading.Event()
    renewing = threading.Thread(target=_renew_until, args=(done, claims), daemon=True)
    renewing.start()
    try:
        yield
    except Exception:
        raise
    except BaseException:
        for one in claims:
            release(one)
        raise
    finally:
        done.set()
        renewing.join()


def _renew_until(done: threading.Event, claims: Sequence[Claim[JobModel]]) -> None:
    """On a database connection of this thread's own, made only for jobs that take so long."""
    pause = lease().total_seconds() / RENEWALS_IN_A_LEASE
    try:
        while not done.wait(pause):
            with suppress(DatabaseError):  # the next renewal may get through
                for one in claims:
                    renew(one)
    finally:
        connection.close()


def requeue_lost(model: type[JobModel]) -> list[int]:
    """Put jobs whose lease ran out back into the queue; returns their ids."""
    lost = model._default_manager.filter(_expired())
    ids = list(lost.values_list("pk", flat=True))
    # The condition is asked again: a holder may have renewed its lease in between.
    lost.filter(pk__in=ids).update(
        state=JobState.QUEUED, lease_expires_at=None, lease_token=None, losses=F("losses") + 1
    )
    if ids:
        log.warning("lost_jobs_requeued", job=model._meta.label, count=len(ids))
    return ids


def find_hopeless(model: type[JobModel]) -> list[int]:
    """Ids of waiting jobs with which :data:`MOST_LOSSES` workers vanished: to be given up."""
    waiting = model._default_manager.filter(state=JobState.QUEUED, losses__gte=MOST_LOSSES)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def find_waiting(model: type[JobModel]) -> list[int]:
    """Ids of jobs that have waited for a lease or longer: their message may be lost."""
    waiting = model._default_manager.filter(state=JobState.QUEUED, created_at__lte=Now() - lease())
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:WOKEN_AT_ONCE])


def _free(model: type[JobModel]) -> QuerySet[JobModel]:
    return model._default_manager.filter(Q(state=JobState.QUEUED) | _expired())


def _expired() -> Q:
    return Q(state=JobState.RUNNING, lease_expires_at__lt=Now())
