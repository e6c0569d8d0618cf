"""Leases and fencing tokens: a job ends once, by whoever holds it, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from time import monotonic
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from evaluations import jobs
from evaluations.jobs import Claim
from evaluations.models import JobState, ScanJob, Solution
from evaluations.scanning.service import queue_scans
from evaluations.tasks import give_up_hopeless_jobs
from tests.factories import make_models, make_problems, make_solution

PATIENCE_SECONDS = 20.0


def queue_job() -> int:
    [problem] = make_problems(1)
    [model] = make_models(["Model"])
    make_solution(problem, model)
    [pk] = queue_scans(solutions=Solution.objects.all())
    return pk


def take(pk: int) -> Claim[ScanJob]:
    claimed = jobs.claim(ScanJob, pk)
    assert claimed is not None
    return claimed


def let_the_lease_run_out(pk: int) -> None:
    ScanJob.objects.filter(pk=pk).update(lease_expires_at=Now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_it_gives_a_job_to_one_worker_until_the_lease_runs_out() -> None:
    pk = queue_job()
    take(pk)
    assert jobs.claim(ScanJob, pk) is None
    let_the_lease_run_out(pk)
    take(pk)


@pytest.mark.django_db
def test_it_takes_results_from_the_holder_once() -> None:
    held = take(queue_job())
    assert jobs.finish(held, message="done")
    assert not jobs.finish(held, message="done again")
    job = ScanJob.objects.get()
    assert (job.state, job.message) == (JobState.FINISHED, "done")
    assert job.finished_at is not None
    assert jobs.claim(ScanJob, job.pk) is None


@pytest.mark.django_db
@pytest.mark.parametrize("taken_over", [True, False])
def test_it_refuses_and_logs_the_results_of_a_stale_attempt(
    caplog: pytest.LogCaptureFixture, taken_over: bool
) -> None:
    pk = queue_job()
    stale = take(pk)
    let_the_lease_run_out(pk)
    assert jobs.requeue_lost(ScanJob) == [pk]
    mine = take(pk) if taken_over else None
    assert not jobs.finish(stale, message="late")
    assert not jobs.renew(stale)
    assert not jobs.release(stale)
    assert "stale_results_refused" in caplog.text
    assert mine is None or jobs.finish(mine, message="in time")
    assert ScanJob.objects.get().message == ("in time" if taken_over else "")


@pytest.mark.django_db
def test_it_still_takes_results_from_a_late_holder_whom_nobody_replaced() -> None:
    pk = queue_job()
    late = take(pk)
    let_the_lease_run_out(pk)
    assert jobs.finish(late)


@pytest.mark.django_db
def test_it_finds_what_has_waited_for_too_long_and_nothing_else() -> None:
    pk = queue_job()
    assert jobs.find_waiting(ScanJob) == []
    ScanJob.objects.update(created_at=F("created_at") - timedelta(hours=1))
    assert jobs.find_waiting(ScanJob) == [pk]
    take(pk)
    assert jobs.find_waiting(ScanJob) == jobs.requeue_lost(ScanJob) == []


@pytest.mark.django_db
def test_it_gives_a_job_back_when_the_process_is_told_to_end() -> None:
    held = take(queue_job())
    with pytest.raises(KeyboardInterrupt), jobs.keep(held):
        raise KeyboardInterrupt
    assert ScanJob.objects.get().state == JobState.QUEUED


@pytest.fixture
def short_leases(settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 1


@pytest.mark.django_db(transaction=True)
def test_it_renews_the_lease_of_a_long_job(short_leases: None) -> None:
    held = take(queue_job())
    first = ScanJob.objects.get().lease_expires_at
    with jobs.keep(held):
        for later in expiries():
            if first and later and later > first + timedelta(seconds=1):
                break
        assert jobs.requeue_lost(ScanJob) == []
    assert jobs.finish(held)


def expiries() -> Iterator[datetime | None]:
    """What the lease says, again and again."""
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        yield ScanJob.objects.get().lease_expires_at
    raise AssertionError("the lease was not renewed")


@pytest.mark.django_db(transaction=True)
def test_it_gives_one_job_to_one_of_many_who_want_it_at_once() -> None:
    pk, together = queue_job(), Barrier(8)

    def want(_: int) -> bool:
        together.wait()
        try:
            return jobs.claim(ScanJob, pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(want, range(8))) == 1


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_attempt_when_two_people_ask_at_once() -> None:
    pk, together = queue_job(), Barrier(4)
    ScanJob.objects.filter(pk=pk).delete()

    def ask(_: int) -> int:
        together.wait()
        try:
            return len(queue_scans(solutions=Solution.objects.all()))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask, range(4))) == 1


@pytest.mark.django_db
def test_it_knows_a_token_of_nobody(caplog: pytest.LogCaptureFixture) -> None:
    pk = queue_job()
    take(pk)
    assert not jobs.finish(Claim(model=ScanJob, pk=pk, token=uuid4()))


@pytest.mark.django_db
def test_it_gives_up_a_job_that_takes_every_worker_with_it() -> None:
    pk = queue_job()
    for _ in range(jobs.MOST_LOSSES):
        assert jobs.find_hopeless(ScanJob) == []
        take(pk)
        let_the_lease_run_out(pk)
        jobs.requeue_lost(ScanJob)
    assert jobs.find_hopeless(ScanJob) == [pk]
    give_up_hopeless_jobs()
    job = ScanJob.objects.get()
    assert (job.state, job.losses) == (JobState.FINISHED, jobs.MOST_LOSSES)
    assert "workers vanished" in job.message


@pytest.mark.django_db
def test_it_counts_a_worker_that_vanished_whoever_takes_over() -> None:
    pk = queue_job()
    take(pk)
    let_the_lease_run_out(pk)
    take(pk)
    assert ScanJob.objects.get().losses == 1
