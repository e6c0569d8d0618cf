"""Solution -> TestRun, TestResult. PostgreSQL is the truth; a message only wakes a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Now

from evaluations.errors import Conflict, InvalidInput, SandboxUnavailable
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Campaign,
    JobState,
    RunOrigin,
    Solution,
    TestResult,
    TestRun,
    TestSuite,
    Verdict,
)
from evaluations.running.languages.python import SuiteRun, run_suite
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import PYTHON_TESTS

LEASE = timedelta(minutes=5)
"""Longer than the longest run: a run that is still RUNNING after it lost its worker."""

RUN_SEED = 20_261_123
"""Seed of hashing and of canaries, recorded with every run so that it can be repeated."""

TEXT_LIMIT = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class ClaimedRun:
    """A run this worker holds; ``started_at`` is the fencing token of its results."""

    run: TestRun
    started_at: datetime


def solutions_of(campaign: Campaign) -> QuerySet[Solution]:
    """Every solution of the campaign's models to its problems."""
    return Solution.objects.filter(problem__campaigns=campaign, language_model__campaigns=campaign)


@transaction.atomic
def queue_runs(*, solutions: QuerySet[Solution]) -> list[int]:
    """Queue what was never run here: every suite of every solution once. Returns the runs' ids."""
    pairs = TestSuite.objects.filter(problem__solutions__in=solutions).values_list(
        "problem__solutions", "pk"
    )
    have = set(
        TestRun.objects.filter(solution__in=solutions, origin=RunOrigin.OWN).values_list(
            "solution", "suite"
        )
    )
    return _queue(
        (solution, suite, 1) for solution, suite in pairs if (solution, suite) not in have
    )


@transaction.atomic
def queue_again(*, solutions: QuerySet[Solution], verdicts: Iterable[str]) -> list[int]:
    """Queue a new attempt beside each latest one with one of these verdicts."""
    own = TestRun.objects.filter(solution__in=solutions, origin=RunOrigin.OWN)
    latest = own.values("solution", "suite").annotate(last=Max("attempt"))
    attempts = {(row["solution"], row["suite"]): row["last"] for row in latest}
    again = own.filter(verdict__in=list(verdicts)).values_list("solution", "suite", "attempt")
    return _queue(
        (solution, suite, attempt + 1)
        for solution, suite, attempt in again
        if attempts[solution, suite] == attempt
    )


def _queue(wanted: Iterable[tuple[int, int | None, int]]) -> list[int]:
    rows = [
        TestRun(solution_id=solution, suite_id=suite, attempt=attempt)
        for solution, suite, attempt in wanted
    ]
    return [run.pk for run in TestRun.objects.bulk_create(rows, batch_size=2000)]


def execute_run(*, run_id: int, sandbox: Sandbox) -> Verdict | None:
    """Run one suite on one solution and store what happened, once.

    ``None`` when there is nothing to do: it is finished, or another worker holds it. A worker
    that lost its lease meanwhile stores nothing.
    """
    claimed = _claim(run_id)
    if claimed is None:
        return None
    try:
        done = _run(claimed.run, sandbox)
    except SandboxUnavailable as error:
        return _finish_without_result(claimed, Verdict.INFRASTRUCTURE_ERROR, error.message)
    except InvalidInput as error:
        return _finish_without_result(claimed, Verdict.ERROR, error.message)
    return _finish(claimed, done)


def refuse_run(*, run_id: int, reason: str) -> Verdict | None:
    """Mark a run "not run": there is no sandbox here. A later attempt may run it."""
    claimed = _claim(run_id)
    if claimed is None:
        return None
    return _finish_without_result(claimed, Verdict.NOT_RUN, reason)


@transaction.atomic
def _claim(run_id: int) -> ClaimedRun | None:
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_expires_at__lt=Now())
    run = (
        TestRun.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("suite", "solution__problem")
        .filter(waiting, pk=run_id, origin=RunOrigin.OWN)
        .first()
    )
    if run is None:
        return None
    TestRun.objects.filter(pk=run.pk).update(
        state=JobState.RUNNING, started_at=Now(), lease_expires_at=Now() + LEASE
    )
    started_at = TestRun.objects.values_list("started_at", flat=True).get(pk=run.pk)
    if started_at is None:
        raise Conflict("A run that was claimed has no start: the database lost an update.")
    return ClaimedRun(run=run, started_at=started_at)


def _run(run: TestRun, sandbox: Sandbox) -> SuiteRun:
    if run.suite is None:
        raise Conflict("An imported run has no suite to run.")
    problem = run.solution.problem
    return run_suite(
        sandbox,
        SuiteSource(
            format=SuiteFormat(run.suite.format), code=run.suite.code, setup=run.suite.setup
        ),
        solution_files={file["path"]: file["text"] for file in run.solution.files},
        prompt=problem.prompt,
        entry_point=problem.entry_point,
        limits=PYTHON_TESTS,
        seed=RUN_SEED,
    )


@transaction.atomic
def _finish(claimed: ClaimedRun, done: SuiteRun) -> Verdict | None:
    result, outcome = done.grade, done.outcome
    stored = _store(
        claimed,
        verdict=result.verdict,
        integrity=result.integrity,
        message=clean(result.message),
        passed_cases=result.passed_cases,
        total_cases=len(result.cases),
        exit_code=outcome.exit_code,
        signal=outcome.signal,
        limit_hit=outcome.limit_hit,
        stdout=decode(outcome.stdout),
        stderr=decode(outcome.stderr),
        wall_ms=round(outcome.wall_seconds * 1000),
        cpu_ms=round(outcome.cpu_seconds * 1000),
        peak_memory_bytes=outcome.peak_memory_bytes,
        limits=PYTHON_TESTS.as_record(),
        environment=dict(outcome.environment),
    )
    if not stored:
        return None
    TestResult.objects.bulk_create(
        TestResult(
            run=claimed.run,
            position=position,
            name=clean(case.name),
            outcome=case.verdict,
            input=clean(case.input),
            expected=clean(case.expected),
            got=clean(case.got),
            message=clean(case.message),
            duration_ms=_milliseconds(case.duration_seconds),
        )
        for position, case in enumerate(result.cases)
    )
    return Verdict(result.verdict)


@transaction.atomic
def _finish_without_result(claimed: ClaimedRun, verdict: Verdict, message: str) -> Verdict | None:
    return verdict if _store(claimed, verdict=verdict, message=message) else None


def _store(claimed: ClaimedRun, **values: Any) -> bool:
    """Write only while the lease is ours: a stale worker's results are refused."""
    mine = TestRun.objects.filter(
        pk=claimed.run.pk, state=JobState.RUNNING, started_at=claimed.started_at
    )
    stored = mine.update(
        state=JobState.FINISHED, finished_at=Now(), lease_expires_at=None, **values
    )
    if stored:
        _tell_campaigns(claimed.run.solution)
    return bool(stored)


def _tell_campaigns(solution: Solution) -> None:
    campaigns = Campaign.objects.filter(
        problems=solution.problem_id, language_models=solution.language_model_id
    )
    for public_id in campaigns.values_list("public_id", flat=True):
        send_on_commit(CampaignChanged(campaign_id=public_id, topic="runs"))


@transaction.atomic
def requeue_lost_runs() -> list[int]:
    """Runs whose worker vanished go back to the queue; returns every run that waits for a worker.

    The caller sends a message for each: a message too many finds nothing to do.
    """
    TestRun.objects.filter(state=JobState.RUNNING, lease_expires_at__lt=Now()).update(
        state=JobState.QUEUED, lease_expires_at=None
    )
    waiting = TestRun.objects.filter(
        state=JobState.QUEUED, origin=RunOrigin.OWN, created_at__lt=Now() - timedelta(minutes=1)
    )
    return list(waiting.order_by(F("created_at"), "pk").values_list("pk", flat=True)[:5000])


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)


def decode(raw: bytes) -> str:
    """Bytes of a program as text that can be stored, cut at 64 KiB."""
    return clean(raw[:TEXT_LIMIT].decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Text as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8", "replace").replace("\x00", "\ufffd")
