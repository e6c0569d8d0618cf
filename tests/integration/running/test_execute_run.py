from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.errors import SandboxUnavailable
from evaluations.models import JobState, Solution, TestRun, Verdict
from evaluations.running.service import (
    execute_run,
    queue_again,
    queue_runs,
    refuse_run,
    requeue_lost_runs,
)
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from tests.factories import make_models, make_problems, make_solution

pytestmark = [pytest.mark.django_db, pytest.mark.sandbox]

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n\n"
ENDLESS = "def double(n):\n    while True:\n        pass\n"


class BrokenSandbox(Sandbox):
    """A sandbox that fails itself: nothing may be said of the program."""

    name = "broken"

    def run(self, program: Program) -> Outcome:
        raise SandboxUnavailable("The namespace could not be made.")

    def self_test(self) -> tuple[Probe, ...]:
        return ()


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    try:
        return find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")


def queue_one(code: str) -> TestRun:
    [problem] = make_problems(1)
    [model] = make_models(["Model"])
    make_solution(problem, model, code)
    [pk] = queue_runs(solutions=Solution.objects.all())
    return TestRun.objects.get(pk=pk)


def test_it_stores_what_a_right_solution_did(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.PASSED
    run.refresh_from_db()
    assert (run.state, run.passed_cases, run.total_cases) == (JobState.FINISHED, 2, 2)
    assert run.integrity == "split"
    assert run.limits["wall_seconds"] == 10
    assert run.environment
    assert run.wall_ms is not None


def test_it_shows_what_a_wrong_solution_got(sandbox: Sandbox) -> None:
    run = queue_one(WRONG)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.FAILED
    case = run.results.all()[0]
    assert (case.outcome, case.expected, case.got) == (Verdict.FAILED, "4", "2")


def test_it_runs_nothing_twice(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    execute_run(run_id=run.pk, sandbox=sandbox)
    assert execute_run(run_id=run.pk, sandbox=sandbox) is None
    assert queue_runs(solutions=Solution.objects.all()) == []
    assert run.results.count() == 2


def test_it_never_calls_a_broken_sandbox_a_failure() -> None:
    run = queue_one(RIGHT)
    assert execute_run(run_id=run.pk, sandbox=BrokenSandbox()) == Verdict.INFRASTRUCTURE_ERROR
    run.refresh_from_db()
    assert "namespace" in run.message
    assert not run.results.exists()


def test_it_says_that_a_run_was_refused_without_a_sandbox_and_runs_it_later(
    sandbox: Sandbox,
) -> None:
    run = queue_one(RIGHT)
    assert refuse_run(run_id=run.pk, reason="no sandbox") == Verdict.NOT_RUN
    [again] = queue_again(solutions=Solution.objects.all(), verdicts=[Verdict.NOT_RUN])
    assert execute_run(run_id=again, sandbox=sandbox) == Verdict.PASSED
    assert list(TestRun.objects.values_list("attempt", flat=True)) == [1, 2]
    assert queue_again(solutions=Solution.objects.all(), verdicts=[Verdict.NOT_RUN]) == []


def test_it_runs_a_lost_run_again_and_refuses_the_late_worker(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    past = timezone.now() - timedelta(minutes=10)
    TestRun.objects.filter(pk=run.pk).update(
        state=JobState.RUNNING, started_at=past, lease_expires_at=past, created_at=past
    )
    assert requeue_lost_runs() == [run.pk]
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.PASSED


def test_it_leaves_a_run_that_another_worker_holds(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    soon = timezone.now() + timedelta(minutes=1)
    TestRun.objects.filter(pk=run.pk).update(state=JobState.RUNNING, lease_expires_at=soon)
    assert execute_run(run_id=run.pk, sandbox=sandbox) is None


def test_it_ends_an_endless_solution(sandbox: Sandbox) -> None:
    run = queue_one(ENDLESS)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.TIMEOUT
