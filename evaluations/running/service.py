"""Solution -> TestRun, TestResult. PostgreSQL is the truth; a message only wakes a worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from evaluations import jobs
from evaluations.errors import InvalidInput, SandboxUnavailable, ToolchainMissing
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.jobs import Claim
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
from evaluations.running.execution import Done, Work, carry_out
from evaluations.running.grading import CaseResult
from evaluations.running.identity import identify
from evaluations.running.queries import alone_with, find_twin, latest_runs, read_work
from evaluations.running.queries import solutions_of as solutions_of
from evaluations.running.tasks import UnusableSolution
from evaluations.sandboxes.base import Sandbox

log = structlog.get_logger(__name__)

TEXT_LIMIT = 64 * 1024
COPIED = (
    *("verdict", "integrity", "message", "passed_cases", "total_cases", "exit_code", "signal"),
    *("limit_hit", "stdout", "stderr", "wall_ms", "cpu_ms", "peak_memory_bytes", "limits"),
    *("environment", "replicates", "measurements"),
)
"""What a run takes over from a twin."""


@transaction.atomic
def queue_runs(*, solutions: QuerySet[Solution], replicates: int | None = None) -> list[int]:
    """Queue what was never run here: every suite of every solution once. Returns the runs' ids.

    ``replicates`` is how often each suite runs, 1 to 20; without it each suite's own number.
    """
    jobs.lock_queue(TestRun)
    pairs = TestSuite.objects.filter(problem__solutions__in=solutions).values_list(
        "problem__solutions", "pk"
    )
    have = set(
        TestRun.objects.filter(solution__in=solutions, origin=RunOrigin.OWN).values_list(
            "solution", "suite"
        )
    )
    wanted = ((solution, suite, 1) for solution, suite in pairs if (solution, suite) not in have)
    return _queue(wanted, replicates)


@transaction.atomic
def queue_again(
    *,
    solutions: QuerySet[Solution],
    verdicts: Iterable[str] | None = None,
    replicates: int | None = None,
) -> list[int]:
    """Queue a new attempt beside each latest finished run, or those with one of these verdicts.

    The old attempts stay. Returns the new runs' ids.
    """
    jobs.lock_queue(TestRun)
    finished = latest_runs(solutions).filter(state=JobState.FINISHED)
    chosen = finished if verdicts is None else finished.filter(verdict__in=list(verdicts))
    return _queue(_next_attempts(chosen), replicates)


@transaction.atomic
def queue_run_again(*, run: TestRun, replicates: int | None = None) -> list[int]:
    """Queue a new attempt of one suite on one solution, unless one is under way already."""
    jobs.lock_queue(TestRun)
    latest = latest_runs(Solution.objects.filter(pk=run.solution_id))
    chosen = latest.filter(suite=run.suite_id, state=JobState.FINISHED)
    return _queue(_next_attempts(chosen), replicates)


def _next_attempts(runs: QuerySet[TestRun]) -> list[tuple[int, int | None, int]]:
    rows = runs.order_by("pk").values_list("solution", "suite", "attempt")
    return [(solution, suite, attempt + 1) for solution, suite, attempt in rows]


def _queue(wanted: Iterable[tuple[int, int | None, int]], replicates: int | None) -> list[int]:
    """An empty record for each time a suite is to run, where that was asked for."""
    rows = [
        TestRun(
            solution_id=solution,
            suite_id=suite,
            attempt=attempt,
            replicates=[{}] * (replicates or 0),
        )
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
    run = claimed.mine.select_related("suite", "solution__problem").get()
    with jobs.keep(claimed):
        return _execute(claimed, run, sandbox)


def refuse_run(*, run_id: int, reason: str) -> Verdict | None:
    """Mark a run "not run": there is no sandbox here. A later attempt may run it."""
    claimed = _claim(run_id)
    if claimed is None:
        return None
    return _finish_without_result(claimed, Verdict.NOT_RUN, reason)


def _claim(run_id: int) -> Claim[TestRun] | None:
    return jobs.claim(TestRun, run_id)


def _execute(claimed: Claim[TestRun], run: TestRun, sandbox: Sandbox) -> Verdict | None:
    """A twin's result where there is one, unless this attempt was asked for."""
    try:
        work = read_work(run)
        inputs_hash = identify(sandbox, work)
        with alone_with(inputs_hash):
            twin = find_twin(run, inputs_hash) if run.attempt == 1 else None
            if twin is not None:
                return _copy(claimed, twin)
            return _finish(claimed, work, carry_out(sandbox, work), inputs_hash)
    except UnusableSolution as error:
        return _finish_without_result(claimed, Verdict.ERROR, error.message)
    except (InvalidInput, ToolchainMissing) as error:
        return _finish_without_result(claimed, Verdict.NOT_RUN, error.message)
    except SandboxUnavailable as error:
        return _finish_without_result(claimed, Verdict.INFRASTRUCTURE_ERROR, error.message)
    except DatabaseError:
        raise
    except Exception as error:  # a defect of ours, which would meet every later attempt as well
        log.exception("run_failed", id=claimed.pk)
        words = f"The platform failed: {type(error).__name__}: {error}"
        return _finish_without_result(claimed, Verdict.INFRASTRUCTURE_ERROR, words)


@transaction.atomic
def _finish(claimed: Claim[TestRun], work: Work, done: Done, inputs_hash: str) -> Verdict | None:
    grade = done.summary.grade
    stored = _store(
        claimed,
        **_values(done),
        limits=work.limits.as_record(),
        replicates=[_cleaned(replicate.as_record()) for replicate in done.replicates],
        measurements=dict(done.measurements),
        inputs_hash=inputs_hash,
    )
    if not stored:
        return None
    TestResult.objects.bulk_create(
        _result(claimed.pk, position, case) for position, case in enumerate(grade.cases)
    )
    return Verdict(grade.verdict)


def _values(done: Done) -> dict[str, Any]:
    grade, outcome = done.summary.grade, done.summary.outcome
    return {
        "verdict": grade.verdict.value,
        "integrity": grade.integrity.value,
        "message": clean(grade.message),
        "passed_cases": grade.passed_cases,
        "total_cases": len(grade.cases),
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "limit_hit": outcome.limit_hit.value,
        "stdout": decode(outcome.stdout),
        "stderr": decode(outcome.stderr),
        "wall_ms": round(outcome.wall_seconds * 1000),
        "cpu_ms": round(outcome.cpu_seconds * 1000),
        "peak_memory_bytes": outcome.peak_memory_bytes,
        "environment": {**outcome.environment, "memory": outcome.memory_enforcement.value},
    }


def _result(run_id: int, position: int, case: CaseResult) -> TestResult:
    seconds = case.duration_seconds
    return TestResult(
        run_id=run_id,
        position=position,
        name=clean(case.name),
        outcome=case.verdict.value,
        input=clean(case.input),
        expected=clean(case.expected),
        got=clean(case.got),
        message=clean(case.message),
        duration_ms=None if seconds is None else round(seconds * 1000, 3),
    )


@transaction.atomic
def _copy(claimed: Claim[TestRun], twin: TestRun) -> Verdict | None:
    values = {name: getattr(twin, name) for name in COPIED}
    if not _store(claimed, **values, inputs_hash=twin.inputs_hash, copied_from=twin):
        return None
    results = list(twin.results.all())
    for result in results:
        result.pk, result.run_id = None, claimed.pk
    TestResult.objects.bulk_create(results)
    return Verdict(twin.verdict)


@transaction.atomic
def _finish_without_result(
    claimed: Claim[TestRun], verdict: Verdict, message: str
) -> Verdict | None:
    stored = _store(claimed, verdict=verdict, message=clean(message), replicates=[])
    return verdict if stored else None


def _store(claimed: Claim[TestRun], **values: Any) -> bool:
    stored = jobs.finish(claimed, **values)
    if stored:
        _tell_campaigns(Solution.objects.get(test_runs=claimed.pk))
    return stored


def _tell_campaigns(solution: Solution) -> None:
    campaigns = Campaign.objects.filter(
        problems=solution.problem_id, language_models=solution.language_model_id
    )
    for public_id in campaigns.values_list("public_id", flat=True):
        send_on_commit(CampaignChanged(campaign_id=public_id, topic="runs"))


def _cleaned(record: dict[str, Any]) -> dict[str, Any]:
    return {key: clean(one) if isinstance(one, str) else one for key, one in record.items()}


def decode(raw: bytes) -> str:
    """Bytes of a program as text that can be stored, cut at 64 KiB."""
    return clean(raw[:TEXT_LIMIT].decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Text as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8", "replace").replace("\x00", "\ufffd")
