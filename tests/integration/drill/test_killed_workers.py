"""Workers are killed, the broker forgets everything: each run ends once, and nothing is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from evaluations import jobs, tasks
from evaluations.errors import SandboxUnavailable
from evaluations.models import JobState, Problem, Solution, TestResult, TestRun, Verdict
from evaluations.running.service import queue_runs
from evaluations.sandboxes import cgroups, find_sandbox
from tests.factories import make_models, make_problems, make_solution
from tests.integration.drill.workers import (
    WorkerGroup,
    await_that,
    bare_environment,
    beat,
    folder_for_workers,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sandbox]

RUNS = 300
KILLS = 30
GROUPS = 2
LEASE_SECONDS = "2"
SLEEPY = "import time\n\n\ndef double(n):\n    time.sleep(1)\n    return 2 * n\n"
ANSWERS = {"n + n": Verdict.PASSED, "n + 1": Verdict.FAILED, "n + None": Verdict.ERROR}


@pytest.fixture(autouse=True)
def needs_a_sandbox() -> None:
    try:
        find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")


@pytest.fixture
def folder(broker: str) -> Iterator[Path]:
    with folder_for_workers() as folder:
        yield folder


def make_solutions(problem: Problem, number: int) -> dict[int, Verdict]:
    """So many solutions, no two alike, with the verdict that each deserves."""
    deserved = {}
    [model] = make_models(["Model"])
    for sample, (answer, verdict) in zip(range(number), cycle(ANSWERS.items()), strict=False):
        code = f"def double(n):\n    return {answer}  # {sample}\n"
        made = make_solution(problem, model, code, sample=sample)
        deserved[made.pk] = verdict
    return deserved


def queue_and_send() -> list[int]:
    ids = queue_runs(solutions=Solution.objects.all())
    tasks.enqueue(tasks.run_tests, ids)
    return ids


def await_finished(number: int) -> bool:
    finished = TestRun.objects.filter(state=JobState.FINISHED)
    return await_that(lambda: finished.count() >= number)


def is_held_alone() -> bool:
    """Whether a worker has reserved the inputs of its run: nobody may wait for it for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        return bool(cursor.fetchone()[0])


def kill_one_that_runs_code(groups: list[WorkerGroup]) -> None:
    """In the middle of a run; another worker takes its place."""
    assert await_that(lambda: any(group.is_running_code for group in groups))
    victim = next((group for group in groups if group.is_running_code), groups[0])
    victim.kill()
    victim.start()


def drill(groups: list[WorkerGroup]) -> None:
    """A kill whenever some more runs have ended; half way the broker forgets everything."""
    for kill in range(KILLS):
        assert await_finished((kill + 1) * RUNS // (KILLS + 5)), "runs do not go on"
        kill_one_that_runs_code(groups)
        if kill == KILLS // 2:
            with redis.Redis.from_url(settings.REDIS_URL) as connection:
                connection.flushall()
    assert await_finished(RUNS), "runs were lost"


def test_it_ends_every_run_once_whatever_is_killed(folder: Path) -> None:
    [problem] = make_problems(1)
    deserved = make_solutions(problem, RUNS)
    assert len(queue_and_send()) == RUNS
    environment = {
        **bare_environment(),
        "REVIEWPLATFORM_DATA_DIR": str(folder),
        "REVIEWPLATFORM_LEASE_SECONDS": LEASE_SECONDS,
    }
    with ExitStack() as running:
        running.enter_context(beat(environment, folder))
        groups = [WorkerGroup(environment, folder / f"{n}.log") for n in range(GROUPS)]
        for group in groups:
            running.callback(group.stop)
        drill(groups)
    told = dict(TestRun.objects.values_list("solution", "verdict"))
    assert told == deserved, "each run has its right verdict"
    assert TestRun.objects.count() == RUNS, "no run became two"
    assert set(TestRun.objects.values_list("attempt", "state")) == {(1, JobState.FINISHED)}
    results = Counter(TestResult.objects.values_list("run", flat=True))
    assert set(results.values()) == {2}, "each run stored its two cases once"
    assert [one for group in groups for one in group.survivors()] == []
    assert left_of(folder) == []


def left_of(folder: Path) -> list[str]:
    """Control groups and mounts that belong to the sandboxes of this folder."""
    mark = f"reviewplatform-{(folder / 'sandbox').stat().st_ino:x}-"
    place = cgroups.find_place()
    groups = place.parent.glob(f"{mark}*") if place else ()
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    return [*map(str, groups), *(line for line in mounts if str(folder) in line)]


def test_it_works_on_another_host_that_knows_database_and_broker_alone(folder: Path) -> None:
    [problem] = make_problems(1)
    deserved = make_solutions(problem, 6)
    queue_and_send()
    environment = {**bare_environment(), "REVIEWPLATFORM_DATA_DIR": str(folder)}
    group = WorkerGroup(environment, folder / "other-host.log")
    try:
        assert await_finished(6), group.said
    finally:
        code = group.stop()
    assert code == 0
    assert dict(TestRun.objects.values_list("solution", "verdict")) == deserved


def test_it_refuses_the_results_of_a_worker_that_slept_past_its_lease(folder: Path) -> None:
    [problem] = make_problems(1)
    [model] = make_models(["Model"])
    make_solution(problem, model, SLEEPY)
    [run] = queue_and_send()
    environment = {
        **bare_environment(),
        "REVIEWPLATFORM_DATA_DIR": str(folder),
        "REVIEWPLATFORM_LEASE_SECONDS": LEASE_SECONDS,
    }
    with ExitStack() as running:
        first = WorkerGroup(environment, folder / "first.log")
        running.callback(first.stop)
        assert await_that(lambda: first.is_running_code and is_held_alone())
        first.freeze()
        running.callback(first.wake)
        assert await_that(lambda: jobs.requeue_lost(TestRun) == [run])
        second = WorkerGroup(environment, folder / "second.log")
        running.callback(second.stop)
        tasks.enqueue(tasks.run_tests, [run])
        assert await_finished(1), second.said
        stored = TestRun.objects.get()
        first.wake()
        assert await_that(lambda: "stale_results_refused" in first.said)
    assert stored.verdict == Verdict.PASSED
    assert TestRun.objects.get().finished_at == stored.finished_at
    assert TestResult.objects.count() == 2
