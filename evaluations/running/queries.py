"""Rows -> what is to be run, and what is said of it already."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection
from django.db.models import Max, QuerySet

from evaluations import jobs
from evaluations.assembly.assembling import assemble
from evaluations.errors import InvalidInput
from evaluations.models import (
    Campaign,
    JobState,
    Problem,
    RunOrigin,
    Solution,
    SuiteKind,
    TestRun,
    TestSuite,
    Verdict,
)
from evaluations.running.execution import Work, limits_of
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task, UnusableSolution

SECONDS_BETWEEN_TRIES = 0.2
RUN_SEED = 20_261_123
"""Seed of hashing and of canaries, recorded with every run so that it can be repeated."""

FAILURES = (
    Verdict.FLAKY,
    Verdict.FAILED,
    Verdict.ERROR,
    Verdict.TIMEOUT,
    Verdict.OUT_OF_MEMORY,
)
CONCLUSIVE = (Verdict.PASSED, *FAILURES)
"""Verdicts that say something of the solution; the others say that it was not judged."""

NOT_PASSED = tuple(verdict for verdict in Verdict if verdict is not Verdict.PASSED)


def solutions_of(campaign: Campaign) -> QuerySet[Solution]:
    """Every solution of the campaign's models to its problems."""
    return Solution.objects.filter(problem__campaigns=campaign, language_model__campaigns=campaign)


def latest_runs(solutions: QuerySet[Solution]) -> QuerySet[TestRun]:
    """The last attempt of each suite that was queued here on each of these solutions."""
    own = TestRun.objects.filter(solution__in=solutions, origin=RunOrigin.OWN)
    last = own.order_by().values("solution", "suite").annotate(last=Max("pk")).values("last")
    return TestRun.objects.filter(pk__in=last)


def read_work(run: TestRun) -> Work:
    """All that an own run asks for; ``run`` comes with its suite and its solution's problem.

    Raises:
        InvalidInput: the suite's limits are none, or (``UnusableSolution``) a patch does not apply.
    """
    suite, problem = suite_of(run), run.solution.problem
    measured = suite.kind == SuiteKind.PERFORMANCE and problem.reference_files
    return Work(
        language=problem.language,
        task=read_task(suite, problem, files=files_of(run.solution)),
        times=len(run.replicates) or suite.replicates,
        reference_files=reference_files(problem) if measured else {},
    )


def suite_of(run: TestRun) -> TestSuite:
    """The suite of an own run: the database lets none be without."""
    if run.suite is None:
        raise TypeError("An imported run has no suite to run.")
    return run.suite


def read_task(suite: TestSuite, problem: Problem, *, files: Mapping[str, str]) -> Task:
    """A suite of a problem on ``files`` (path -> text).

    Raises:
        InvalidInput: the suite's limits are none, or the language is not run.
    """
    return Task(
        suite=SuiteSource(
            format=SuiteFormat(suite.format),
            code=suite.code,
            setup=suite.setup,
            path=suite.path,
            files=suite.files,
            manifest=tuple(suite.manifest),
        ),
        files=files,
        prompt=problem.prompt,
        entry_point=problem.entry_point,
        limits=limits_of(problem.language, suite.limits),
        seed=RUN_SEED,
    )


def files_of(solution: Solution) -> Mapping[str, str]:
    """A solution's files over its problem's starter files.

    Raises:
        UnusableSolution: a patch does not apply; says where and why.
    """
    try:
        return assemble(solution.problem.starter_files, solution.form, solution.files)
    except InvalidInput as error:
        raise UnusableSolution(error.message) from error


def reference_files(problem: Problem) -> Mapping[str, str]:
    """The reference solution's files over the starter files."""
    return {**problem.starter_files, **problem.reference_files}


def find_twin(run: TestRun, inputs_hash: str) -> TestRun | None:
    """A finished, conclusive run of the same inputs that was really made."""
    made = TestRun.objects.filter(inputs_hash=inputs_hash, copied_from=None)
    told = made.filter(state=JobState.FINISHED, verdict__in=CONCLUSIVE).exclude(pk=run.pk)
    return told.order_by("-pk").first()


@contextmanager
def alone_with(inputs_hash: str) -> Iterator[None]:
    """One run at a time of the same inputs, on all workers: the others wait, and copy.

    Nobody waits longer than a lease: who holds the lock may sleep, and the same run twice is a
    small loss. The lock is the database session's, so it goes with a worker that is killed.
    """
    digest = hashlib.sha256(inputs_hash.encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    deadline = time.monotonic() + jobs.lease().total_seconds()
    held = _ask("SELECT pg_try_advisory_lock(%s)", key)
    while not held and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN_TRIES)
        held = _ask("SELECT pg_try_advisory_lock(%s)", key)
    try:
        yield
    finally:
        if held:
            _ask("SELECT pg_advisory_unlock(%s)", key)


def _ask(question: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        return bool(cursor.fetchone()[0])
