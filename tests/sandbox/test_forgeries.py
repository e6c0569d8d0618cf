"""No wrong solution is graded as right, in any way of running; every right one is."""

from __future__ import annotations

import pytest

from evaluations.running.grading import Integrity, Verdict
from evaluations.running.languages import python
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task, UnusableSolution
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import Limits
from tests.sandbox import forgeries
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_docker_too

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=10.0, cpu_seconds=8)

ASSERTS = """
assert total([1, 2, 3]) == 6
assert total([]) == 0
assert total([-1, 1, 5]) == 5
assert total([10]) == 10
assert total([2, 2]) == 4
"""
CHECK = "def check(candidate):\n" + "\n".join(
    f"    {line.replace('total', 'candidate')}" for line in ASSERTS.strip().splitlines()
)
PYTEST = "from solution import total\n" + "\n".join(
    f"def test_{number}():\n    {line}\n"
    for number, line in enumerate(ASSERTS.strip().splitlines())
)
UNITTEST = """
import unittest
from solution import total

class TotalTest(unittest.TestCase):
    def test_some(self):
        self.assertEqual(total([1, 2, 3]), 6)

    def test_none(self):
        self.assertEqual(total([]), 0)

    def test_truth(self):
        self.assertTrue(total([4]) == 4)
"""
SUITES = {
    "check": SuiteSource(format=SuiteFormat.CHECK_FUNCTION, code=CHECK),
    "asserts": SuiteSource(format=SuiteFormat.ASSERTIONS, code=ASSERTS),
    "pytest": SuiteSource(format=SuiteFormat.PYTEST, code=PYTEST),
    "unittest": SuiteSource(format=SuiteFormat.UNITTEST, code=UNITTEST),
}
AGAINST_ASSERTS = {
    **forgeries.LEAVES_EARLY,
    **forgeries.ALWAYS_EQUAL,
    **forgeries.WRITES_THE_REPORT,
    **forgeries.LOOKS_FOR_THE_TESTS,
    **forgeries.REPLACES_THE_JUDGE,
}
AGAINST_ONE_PROCESS = {
    **forgeries.LEAVES_EARLY,
    **forgeries.ALWAYS_EQUAL,
    **forgeries.WRITES_THE_REPORT,
    **forgeries.REPLACES_THE_JUDGE,
}
AGAINST_PYTEST = {**AGAINST_ONE_PROCESS, **forgeries.REPLACES_PYTEST}


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def task(suite: str, source: str, **files: str) -> Task:
    return Task(
        suite=SUITES[suite],
        files={"solution.py": source, **files},
        entry_point="total",
        limits=LIMITS,
    )


def run(sandbox: Sandbox, suite: str, source: str, **files: str) -> SuiteRun:
    return run_task(sandbox, "python", task(suite, source, **files))


def run_in_process(sandbox: Sandbox, source: str) -> Verdict:
    """Asserts in one process from the start, as after a value that could not cross."""
    prepared = python._prepare_in_process(task("asserts", source), LIMITS)
    return prepared.grade(sandbox.run(prepared.program)).verdict


@on_docker_too
@pytest.mark.parametrize("trick", AGAINST_ASSERTS)
def test_it_refuses_forgeries_when_split(sandbox: Sandbox, trick: str) -> None:
    done = run(sandbox, "check", AGAINST_ASSERTS[trick])
    assert done.grade.verdict is not Verdict.PASSED
    assert all(
        case.verdict is not Verdict.PASSED
        for case in done.grade.cases
        if done.grade.integrity is Integrity.SPLIT
    )


@on_docker_too
@pytest.mark.parametrize("trick", forgeries.ENDS_THE_JUDGE)
def test_it_does_not_take_a_killed_judge_for_bad_luck(sandbox: Sandbox, trick: str) -> None:
    """An infrastructure error would not count against the solution."""
    done = run(sandbox, "check", forgeries.ENDS_THE_JUDGE[trick])
    assert done.grade.verdict is Verdict.INTEGRITY_FAILED


@on_docker_too
@pytest.mark.parametrize("trick", AGAINST_ONE_PROCESS)
def test_it_refuses_forgeries_in_one_process(sandbox: Sandbox, trick: str) -> None:
    assert run_in_process(sandbox, AGAINST_ONE_PROCESS[trick]) is not Verdict.PASSED


@on_docker_too
@pytest.mark.parametrize("trick", AGAINST_PYTEST)
def test_it_refuses_forgeries_under_pytest(sandbox: Sandbox, trick: str) -> None:
    assert run(sandbox, "pytest", AGAINST_PYTEST[trick]).grade.verdict is not Verdict.PASSED


@pytest.mark.parametrize("trick", [*forgeries.ALWAYS_EQUAL, *forgeries.REPLACES_PYTEST])
def test_it_refuses_forgeries_under_unittest(sandbox: Sandbox, trick: str) -> None:
    assert run(sandbox, "unittest", AGAINST_PYTEST[trick]).grade.verdict is not Verdict.PASSED


@on_docker_too
def test_it_ignores_a_conftest_that_comes_with_the_solution(sandbox: Sandbox) -> None:
    hook = "def pytest_runtest_call(item):\n    item.runtest = lambda: None\n"
    wrong = "def total(numbers):\n    return -1\n"
    done = run(sandbox, "pytest", wrong, **{"conftest.py": hook})
    assert done.grade.verdict is Verdict.FAILED


@on_docker_too
def test_it_lets_no_solution_replace_the_tests_or_the_harness(sandbox: Sandbox) -> None:
    wrong = "def total(numbers):\n    return -1\n"
    for path in (".review/test_suite.py", ".review/harness.pyc", ".review"):
        with pytest.raises(UnusableSolution, match="where the tests lie"):
            run(sandbox, "pytest", wrong, **{path: "def test_0(): pass\n"})


@on_docker_too
@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("solution", forgeries.HONEST)
def test_it_passes_honest_solutions(sandbox: Sandbox, suite: str, solution: str) -> None:
    done = run(sandbox, suite, forgeries.HONEST[solution])
    assert done.grade.verdict is Verdict.PASSED, done.grade
    assert {case.verdict for case in done.grade.cases} == {Verdict.PASSED}
    split = SUITES[suite].calls_functions
    assert done.grade.integrity is (Integrity.SPLIT if split else Integrity.IN_PROCESS)


@on_docker_too
@pytest.mark.parametrize("suite", SUITES)
def test_it_fails_an_honest_wrong_solution(sandbox: Sandbox, suite: str) -> None:
    done = run(sandbox, suite, "def total(numbers):\n    return sum(numbers) + 1\n")
    assert done.grade.verdict is Verdict.FAILED


@on_docker_too
def test_it_passes_an_honest_solution_whose_values_cannot_cross(sandbox: Sandbox) -> None:
    source = "class Sum(int): pass\ndef total(numbers):\n    return Sum(sum(numbers))\n"
    done = run(sandbox, "check", source)
    assert done.grade.verdict is Verdict.PASSED
    assert done.grade.integrity is Integrity.IN_PROCESS
    assert "a value of type Sum cannot cross" in done.grade.message
