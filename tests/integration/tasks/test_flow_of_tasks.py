"""The tasks as a worker runs them: rows decide, messages only wake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from evaluations import tasks
from evaluations.errors import SandboxUnavailable
from evaluations.models import Rendering, Report, ScanRun, TestRun, Verdict
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
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
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert not tasks.queue_is_empty("run")
