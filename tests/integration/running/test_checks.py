"""A problem's tests are believed when the reference passes and an empty solution fails."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.errors import InvalidInput, SandboxUnavailable
from evaluations.models import CheckOutcome, JobState, Problem, ProblemCheck, TestSuite
from evaluations.running.checking.service import execute_check, queue_checks, refuse_check
from evaluations.running.languages.base import Toolchain
from evaluations.running.languages.python import Python
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from tests.factories import make_problems

pytestmark = [pytest.mark.django_db, pytest.mark.sandbox]

PYTEST_FILE = """from solution import double


def test_small():
    assert double(2) == 4


def test_negative():
    assert double(-1) == -2
"""
BY_CHANCE = "import random\n\n\ndef double(n):\n    return 2 * n if random.random() < 0.5 else n\n"


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    try:
        return find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error.message}")


def make_problem(*, suite: dict[str, Any] | None = None, **fields: Any) -> Problem:
    """A sound problem that was never checked, but for what is changed."""
    [problem] = make_problems(1)
    ProblemCheck.objects.all().delete()
    Problem.objects.update(**fields)
    TestSuite.objects.update(**(suite or {}))
    problem.refresh_from_db()
    return problem


def check(sandbox: Sandbox, **options: Any) -> ProblemCheck:
    [pk] = queue_checks(problems=Problem.objects.all(), **options)
    execute_check(check_id=pk, sandbox=sandbox)
    return ProblemCheck.objects.get(pk=pk)


def test_it_finds_a_problem_sound(sandbox: Sandbox) -> None:
    problem = make_problem()
    done = check(sandbox)
    assert (done.outcome, done.message) == (CheckOutcome.SOUND, "")
    assert done.problem_hash == problem.content_hash
    verdicts = {one["subject"]: one["verdicts"] for one in done.details}
    assert verdicts == {"reference": ["passed"] * 3, "empty": ["error"] * 3}
    assert done.environment["sandbox"]
    assert TestSuite.objects.get().manifest == [], "its tests run apart: nothing to hold against"


def test_it_keeps_the_ids_of_tests_that_share_a_process_with_the_solution(
    sandbox: Sandbox,
) -> None:
    make_problem(suite={"format": "pytest", "code": PYTEST_FILE, "manifest": ["of last year"]})
    assert check(sandbox).outcome == CheckOutcome.SOUND
    assert TestSuite.objects.get().manifest == ["test_small", "test_negative"]


def test_it_says_which_test_the_reference_fails_and_why(sandbox: Sandbox) -> None:
    make_problem(reference_files={"solution.py": "def double(n):\n    return n * n\n"})
    done = check(sandbox)
    assert done.outcome == CheckOutcome.UNSOUND
    assert "tests: the reference solution passes 0 of 3 times (failed)" in done.message
    assert "candidate(-1) == -2: expected -2, got 1" in done.message
    [reference, empty] = done.details
    assert reference["tests"] == ["candidate(-1) == -2"]
    assert empty["fault"] == ""


def test_it_says_when_the_reference_passes_by_chance(sandbox: Sandbox) -> None:
    make_problem(reference_files={"solution.py": BY_CHANCE})
    done = check(sandbox, replicates=6)
    assert done.outcome == CheckOutcome.UNSOUND
    assert set(done.details[0]["verdicts"]) == {"passed", "failed"}


def test_it_says_when_an_empty_solution_passes(sandbox: Sandbox) -> None:
    vain = "def check(candidate):\n    assert True\n"
    make_problem(
        suite={"code": vain}, starter_files={"solution.py": "def double(n):\n    return None\n"}
    )
    done = check(sandbox)
    assert done.outcome == CheckOutcome.UNSOUND
    assert "an empty solution is not told from a right one: it passes 3 of 3" in done.message
    assert done.details[1]["tests"] == ["True"]


def test_it_says_that_a_suite_is_broken(sandbox: Sandbox) -> None:
    make_problem(suite={"code": "def check(candidate:\n"})
    done = check(sandbox)
    assert done.outcome == CheckOutcome.UNSOUND
    assert done.message.startswith("tests: The suite is not valid Python")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"reference_files": {}}, "no reference solution"),
        ({"language": "cobol"}, "Solutions in cobol are not run"),
    ],
)
def test_it_says_why_a_problem_cannot_be_checked(
    sandbox: Sandbox, fields: dict[str, Any], why: str
) -> None:
    make_problem(**fields)
    done = check(sandbox)
    assert done.outcome == CheckOutcome.NOT_CHECKED
    assert why in done.message


def test_it_checks_nothing_without_tests_toolchain_or_sandbox(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_problem()
    [pk] = queue_checks(problems=Problem.objects.all())
    assert refuse_check(check_id=pk, reason="no sandbox") == CheckOutcome.NOT_CHECKED
    absent = Toolchain(missing="python is not installed")
    monkeypatch.setattr(Python, "find_toolchain", lambda self, sandbox: absent)
    assert check(sandbox).message == "not run: python is not installed"
    TestSuite.objects.all().delete()
    assert check(sandbox).message == "not checked: the problem has no tests"


def test_it_checks_a_problem_once_and_anew_when_asked(sandbox: Sandbox) -> None:
    make_problem()
    problems = Problem.objects.all()
    check(sandbox)
    assert queue_checks(problems=problems) == []
    [again] = queue_checks(problems=problems, again=True)
    assert queue_checks(problems=problems, again=True) == [], "it is under way already"
    assert ProblemCheck.objects.get(pk=again).attempt == 2
    Problem.objects.update(content_hash="another")
    assert len(queue_checks(problems=problems)) == 1, "another content, another check"


def test_it_leaves_a_check_that_another_worker_holds(sandbox: Sandbox) -> None:
    make_problem()
    [pk] = queue_checks(problems=Problem.objects.all())
    execute_check(check_id=pk, sandbox=sandbox)
    assert execute_check(check_id=pk, sandbox=sandbox) is None
    assert ProblemCheck.objects.get().state == JobState.FINISHED


def test_it_runs_each_suite_1_to_20_times() -> None:
    with pytest.raises(InvalidInput, match="1 to 20 times"):
        queue_checks(problems=Problem.objects.all(), replicates=21)
