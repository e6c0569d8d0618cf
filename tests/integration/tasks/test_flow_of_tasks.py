"""The tasks as a worker runs them: rows decide, messages only wake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis
from celery import current_app
from celery.signals import before_task_publish
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from evaluations import jobs, tasks
from evaluations.errors import InvalidInput, SandboxUnavailable
from evaluations.flow import start
from evaluations.models import (
    Campaign,
    CampaignState,
    CheckOutcome,
    Job,
    JobState,
    ProblemCheck,
    Rendering,
    Report,
    ScanJob,
    ScanRun,
    Solution,
    TestRun,
    Verdict,
)
from evaluations.running.checking.service import queue_checks
from evaluations.running.service import queue_runs
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.service import queue_scans
from tests.factories import make_campaign
from tests.personas import Persona

pytestmark = [pytest.mark.django_db, pytest.mark.sandbox]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Tasks run at once, in this process, in a real sandbox."""
    try:
        sandbox = find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")
    monkeypatch.setattr(tasks, "the_sandbox", lambda: sandbox)
    current_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield sandbox
    current_app.conf.update(task_always_eager=False, task_eager_propagates=False)


def test_it_brings_a_campaign_all_its_evidence_once(
    worker: Sandbox,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, models=["One", "Two"]
    )
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.queue_evidence(campaign.pk)
    assert [run.verdict for run in TestRun.objects.all()] == [Verdict.PASSED] * 2
    assert ScanRun.objects.values("solution").distinct().count() == 2
    assert Rendering.objects.exists()
    assert tasks.evidence_is_complete(campaign)
    assert not Report.objects.exists(), "there is no review to report on"


def test_it_marks_runs_as_not_run_without_a_sandbox(
    monkeypatch: pytest.MonkeyPatch,
    worker: Sandbox,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse() -> Any:
        raise SandboxUnavailable

    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, models=["One", "Two"]
    )
    with monkeypatch.context() as without:
        without.setattr(tasks, "the_sandbox", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            tasks.queue_evidence(campaign.pk)
    assert {run.verdict for run in TestRun.objects.all()} == {Verdict.NOT_RUN}
    assert "apt-get install bubblewrap" in TestRun.objects.all()[0].message
    assert not ScanRun.objects.exists()
    assert {check.outcome for check in ProblemCheck.objects.all()} == {CheckOutcome.SOUND}
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_evidence(campaign.pk)
    assert TestRun.objects.filter(attempt=2, verdict=Verdict.PASSED).count() == 2


def test_it_finds_runs_again_whose_messages_the_broker_lost(
    broker: str,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, models=["One", "Two"]
    )
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_evidence(campaign.pk)
    assert not tasks.queue_is_empty("run")
    with redis.Redis.from_url(settings.REDIS_URL) as connection:
        connection.flushall()
    assert tasks.queue_is_empty("run")
    TestRun.objects.update(created_at="2026-01-01T00:00:00Z")
    ScanJob.objects.update(created_at="2026-01-01T00:00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert not tasks.queue_is_empty("run")
    assert not tasks.queue_is_empty("scan")


def test_it_wakes_workers_for_every_kind_of_job_that_was_lost(
    broker: str,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, models=["One", "Two"]
    )
    queue_runs(solutions=Solution.objects.all())
    queue_scans(solutions=Solution.objects.all())
    queue_checks(problems=campaign.problems.all(), again=True)
    kinds: list[type[Job]] = [TestRun, ScanJob, ProblemCheck]
    for model in kinds:
        for pk in model._default_manager.filter(state=JobState.QUEUED).values_list("pk", flat=True):
            assert jobs.claim(model, pk)
        running = model._default_manager.filter(state=JobState.RUNNING)
        running.update(lease_expires_at="2026-01-01T00:00:00Z")
    sent: list[str] = []
    with before_publishing(sent), django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert sorted(sent) == ["check_problem", "run_tests", "run_tests", "scan_solutions"]
    for model in kinds:
        assert not model._default_manager.filter(state=JobState.RUNNING).exists()


def test_it_queues_what_the_lost_message_of_a_campaigns_start_was_to_queue(
    broker: str,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], problems=1)
    sent: list[str] = []
    for started in ("2126-01-01T00:00:00Z", "2026-01-01T00:00:00Z"):
        Campaign.objects.update(started_at=started)
        with before_publishing(sent), django_capture_on_commit_callbacks(execute=True):
            tasks.sweep()
    assert sent == ["queue_evidence"], "its message may still be under way at first"


def test_it_lets_a_campaign_start_once_a_worker_has_checked_its_problems(
    worker: Sandbox,
    reviewer: Persona,
    other_reviewer: Persona,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    people = [reviewer.rater, other_reviewer.rater]
    campaign = make_campaign(reviewers=people, problems=1, models=["One", "Two"], started=False)
    ProblemCheck.objects.all().delete()
    with pytest.raises(InvalidInput):
        start(campaign=campaign)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_campaign_checks(campaign.pk)
    assert ProblemCheck.objects.get().outcome == CheckOutcome.SOUND
    assert start(campaign=campaign).state == CampaignState.RUNNING


@contextmanager
def before_publishing(sent: list[str]) -> Iterator[None]:
    """Notes the tasks that are sent, by their short names."""

    def note(sender: str = "", **_: object) -> None:
        sent.append(sender.rpartition(".")[2])

    before_task_publish.connect(note)
    try:
        yield
    finally:
        before_task_publish.disconnect(note)
