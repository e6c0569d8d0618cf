from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.models import JobState, Problem, Solution, TestRun, TestSuite, Verdict
from evaluations.running.languages.base import Toolchain
from evaluations.running.languages.python import Python
from evaluations.running.service import (
    execute_run,
    queue_again,
    queue_run_again,
    queue_runs,
    refuse_run,
)
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from tests.factories import make_models, make_problems, make_solution

pytestmark = [pytest.mark.django_db, pytest.mark.sandbox]

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n\n"
ENDLESS = "def double(n):\n    while True:\n        pass\n"


BY_CHANCE = "import random\n\n\ndef double(n):\n    return 2 * n if random.random() < 0.5 else n\n"
SLOW = """def double(n):
    total = 0
    for _ in range(300_000):
        total += 1
    return 2 * n
"""


class CountingSandbox(Sandbox):
    """The real sandbox, and how many programs it ran."""

    name = "counting"

    def __init__(self, inner: Sandbox) -> None:
        self.inner = inner
        self.programs = 0

    def run(self, program: Program) -> Outcome:
        self.programs += program.argv != ("true",)
        return self.inner.run(program)

    def self_test(self) -> tuple[Probe, ...]:
        return self.inner.self_test()


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


def queue_one(
    code: str, *, suite: Mapping[str, Any] | None = None, replicates: int | None = None
) -> TestRun:
    [problem] = make_problems(1)
    TestSuite.objects.filter(problem=problem).update(**(suite or {}))
    [model] = make_models(["Model"])
    make_solution(problem, model, code)
    [pk] = queue_runs(solutions=Solution.objects.all(), replicates=replicates)
    return TestRun.objects.get(pk=pk)


def queue_a_twin(run: TestRun) -> int:
    """The same code by another model."""
    [model] = make_models(["Another model"])
    twin = make_solution(run.solution.problem, model, run.solution.files[0]["text"])
    [pk] = queue_runs(solutions=Solution.objects.filter(pk=twin.pk))
    return pk


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


def test_it_ends_an_endless_solution(sandbox: Sandbox) -> None:
    run = queue_one(ENDLESS)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.TIMEOUT


def test_it_says_which_toolchain_is_missing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = Toolchain(missing="python is not installed")
    monkeypatch.setattr(Python, "find_toolchain", lambda self, sandbox: absent)
    run = queue_one(RIGHT)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.NOT_RUN
    run.refresh_from_db()
    assert run.message == "not run: python is not installed"


def test_it_never_blames_the_solution_for_a_broken_suite(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT, suite={"code": "def check(candidate:\n"})
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.NOT_RUN
    run.refresh_from_db()
    assert "The suite is not valid Python" in run.message


def test_it_blames_a_solution_that_is_no_program(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    Solution.objects.update(files=[{"path": "notes.txt", "text": "I cannot do that."}])
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.ERROR


def test_it_ends_a_run_that_meets_a_defect_of_ours() -> None:
    class Defective(BrokenSandbox):
        def run(self, program: Program) -> Outcome:
            raise KeyError("a defect")

    run = queue_one(RIGHT)
    assert execute_run(run_id=run.pk, sandbox=Defective()) == Verdict.INFRASTRUCTURE_ERROR
    run.refresh_from_db()
    assert "The platform failed: KeyError" in run.message


def test_it_tells_a_flaky_solution_from_a_wrong_one(sandbox: Sandbox) -> None:
    run = queue_one(BY_CHANCE, replicates=6)
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.FLAKY
    run.refresh_from_db()
    verdicts = [one["verdict"] for one in run.replicates]
    assert set(verdicts) == {"passed", "failed"}
    assert len({one["seed"] for one in run.replicates}) == 6
    assert run.message.startswith(f"Passed {verdicts.count('passed')} of 6 times.")
    assert Verdict.FLAKY in {result.outcome for result in run.results.all()}


def test_it_runs_a_suite_as_often_as_the_suite_says(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT, suite={"replicates": 3})
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.PASSED
    run.refresh_from_db()
    assert [one["verdict"] for one in run.replicates] == ["passed"] * 3
    assert run.results.count() == 2


def test_it_keeps_what_was_fixed_to_make_a_run_repeatable(sandbox: Sandbox) -> None:
    run = queue_one(RIGHT)
    execute_run(run_id=run.pk, sandbox=sandbox)
    run.refresh_from_db()
    fixed = {"seed", "hash seed", "time zone", "locale", "cpus", "memory", "kernel", "harness"}
    assert fixed <= run.environment.keys()


def test_it_holds_a_suite_to_its_own_limits(sandbox: Sandbox) -> None:
    run = queue_one(ENDLESS, suite={"limits": {"wall_seconds": 1.0}})
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.TIMEOUT
    run.refresh_from_db()
    assert run.limits["wall_seconds"] == 1.0
    assert run.wall_ms is not None
    assert run.wall_ms < 4000


def test_it_measures_a_solution_beside_the_reference(sandbox: Sandbox) -> None:
    run = queue_one(SLOW, suite={"kind": "performance"})
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.PASSED
    run.refresh_from_db()
    assert (run.measurements["pairs"], len(run.replicates)) == (5, 5)
    time = run.measurements["ratios"]["test_time"]
    assert 2 < time["low"] <= time["ratio"] <= time["high"]
    assert run.measurements["ratios"]["peak_memory"]["unit"] == "bytes"


def test_it_measures_nothing_of_a_wrong_solution_however_fast(sandbox: Sandbox) -> None:
    run = queue_one(WRONG, suite={"kind": "performance"})
    assert execute_run(run_id=run.pk, sandbox=sandbox) == Verdict.FAILED
    run.refresh_from_db()
    assert run.measurements["why"] == "not measured: the solution does not pass"
    assert run.measurements["ratios"] == {}


def test_it_copies_the_result_of_a_twin(sandbox: Sandbox) -> None:
    run, counting = queue_one(WRONG), CountingSandbox(sandbox)
    execute_run(run_id=run.pk, sandbox=counting)
    pk = queue_a_twin(run)
    assert execute_run(run_id=pk, sandbox=counting) == Verdict.FAILED
    assert counting.programs == 1
    copy = TestRun.objects.get(pk=pk)
    assert copy.copied_from == run
    assert copy.inputs_hash
    names = [result.name for result in run.results.all()]
    assert [result.name for result in copy.results.all()] == names


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (TestSuite, {"code": "def check(candidate):\n    assert candidate(3) == 6\n"}),
        (TestSuite, {"limits": {"wall_seconds": 9.0}}),
        (TestSuite, {"replicates": 2}),
        (Problem, {"prompt": "Return twice `n`, whatever it is."}),
    ],
)
def test_it_runs_a_twin_whose_inputs_differ(
    sandbox: Sandbox, model: type[Problem] | type[TestSuite], change: dict[str, Any]
) -> None:
    run = queue_one(RIGHT)
    execute_run(run_id=run.pk, sandbox=sandbox)
    model._default_manager.update(**change)
    pk = queue_a_twin(run)
    assert execute_run(run_id=pk, sandbox=sandbox) == Verdict.PASSED
    assert TestRun.objects.get(pk=pk).copied_from is None


def test_it_really_runs_what_was_asked_for_again(sandbox: Sandbox) -> None:
    run, counting = queue_one(RIGHT), CountingSandbox(sandbox)
    execute_run(run_id=run.pk, sandbox=counting)
    [again] = queue_run_again(run=run)
    assert queue_run_again(run=run) == [], "it is under way already"
    assert execute_run(run_id=again, sandbox=counting) == Verdict.PASSED
    assert counting.programs == 2
    assert TestRun.objects.get(pk=again).attempt == 2
    run.refresh_from_db()
    assert run.verdict == Verdict.PASSED, "the old attempt stays"


def test_it_queues_again_what_failed_or_all(sandbox: Sandbox) -> None:
    run = queue_one(WRONG)
    execute_run(run_id=run.pk, sandbox=sandbox)
    everything = Solution.objects.all()
    assert queue_again(solutions=everything, verdicts=[Verdict.PASSED]) == []
    assert len(queue_again(solutions=everything, verdicts=[Verdict.FAILED])) == 1
    assert queue_again(solutions=everything) == []


STARTER = "def double(n):\n    raise NotImplementedError\n"
PATCH = """--- a/solution.py
+++ b/solution.py
@@ -1,2 +1,2 @@
 def double(n):
-    raise NotImplementedError
+    return 2 * n
"""


@pytest.mark.parametrize(
    ("starter", "verdict"), [(STARTER, Verdict.PASSED), (RIGHT, Verdict.ERROR)]
)
def test_it_applies_a_patch_to_the_starter_files_or_says_why_not(
    sandbox: Sandbox, starter: str, verdict: Verdict
) -> None:
    run = queue_one(RIGHT)
    Problem.objects.update(starter_files={"solution.py": starter})
    Solution.objects.update(form="patch", files=[{"path": "changes.patch", "text": PATCH}])
    assert execute_run(run_id=run.pk, sandbox=sandbox) == verdict
    run.refresh_from_db()
    assert ("solution.py" in run.message) == (verdict == Verdict.ERROR)
