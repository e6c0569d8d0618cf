"""Counts of work, and the time left at the pace of the last minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.models import JobState, ScanJob, Solution, TestRun, Verdict
from evaluations.progress import Counted, measure_progress
from evaluations.running.service import queue_runs
from evaluations.scanning.service import queue_scans
from tests.factories import make_campaign
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def finish(run: TestRun, *, seconds_ago: int, verdict: str = Verdict.PASSED) -> None:
    """As a worker would have, so long ago, in ten seconds."""
    end = timezone.now() - timedelta(seconds=seconds_ago)
    run.state, run.verdict = JobState.FINISHED, verdict
    run.started_at, run.finished_at = end - timedelta(seconds=10), end
    run.save()


def test_it_counts_runs_and_scans_with_the_time_left(
    reviewer: Persona,
    other_reviewer: Persona,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    queue_runs(solutions=Solution.objects.all())
    queue_scans(solutions=Solution.objects.filter(problem__position__lt=2))
    first, second, *_ = TestRun.objects.order_by("pk")
    finish(first, seconds_ago=20, verdict=Verdict.NOT_RUN)
    finish(second, seconds_ago=10)
    ScanJob.objects.filter(pk=ScanJob.objects.values("pk")[:1]).update(
        state=JobState.FINISHED, finished_at=timezone.now()
    )
    with django_assert_num_queries(4):
        progress = measure_progress(campaign)
    assert (progress.runs.done, progress.runs.total, progress.apart) == (2, 9, 1)
    assert progress.runs.seconds_left == pytest.approx(30 / 2 * 7, abs=5)
    assert progress.scans == Counted(done=1, total=6)


def test_it_knows_no_pace_from_what_was_done_days_ago(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    queue_runs(solutions=Solution.objects.all())
    finish(TestRun.objects.order_by("pk")[0], seconds_ago=3 * 24 * 3600)
    assert measure_progress(campaign).runs == Counted(done=1, total=9)
