from __future__ import annotations

from evaluations.errors import InvalidInput
from evaluations.running.grading import Integrity, Verdict
from evaluations.running.self_check import (
    Subject,
    check_suite,
    empty_files,
    judge_empty,
    judge_reference,
)
from evaluations.running.tasks import SuiteRun, Task
from tests.unit.running.replicate_helpers import (
    FAILED,
    PASSED,
    make_case,
    make_run,
    make_task,
    replicates_of,
)

GOOD = make_run(make_case("a", PASSED), make_case("b", PASSED))
BAD = make_run(make_case("a", PASSED), make_case("b", FAILED, expected="4", got="5"))


def test_it_believes_a_reference_that_always_passes() -> None:
    assert judge_reference("tests", replicates_of(GOOD, GOOD)).fault == ""


def test_it_names_the_test_that_the_reference_fails_at_times_and_why() -> None:
    found = judge_reference("tests", replicates_of(GOOD, BAD))
    assert found.words == (
        "tests: the reference solution passes 1 of 2 times (failed), in b: expected 4, got 5"
    )
    assert found.tests == ("b",)


def test_it_doubts_a_reference_that_shows_other_tests_each_time() -> None:
    other = make_run(make_case("a", PASSED), make_case("c", PASSED))
    assert "the same tests each time" in judge_reference("tests", replicates_of(GOOD, other)).fault


def test_it_gives_the_reason_of_a_run_that_has_no_cases() -> None:
    broken = make_run(verdict=Verdict.INFRASTRUCTURE_ERROR, message="No such fixture.")
    fault = judge_reference("tests", replicates_of(broken)).fault
    assert fault.endswith("passes 0 of 1 times (infrastructure error): No such fixture.")


def test_it_wants_an_empty_solution_to_fail_plainly_each_time() -> None:
    error = make_run(verdict=Verdict.ERROR)
    assert judge_empty("tests", replicates_of(BAD, error)).fault == ""
    for wrong in (GOOD, make_run(verdict=Verdict.INTEGRITY_FAILED)):
        assert "not told from a right one" in judge_empty("tests", replicates_of(BAD, wrong)).fault
    assert judge_empty("tests", replicates_of(GOOD)).tests == ("a", "b")


def test_it_takes_the_starter_files_for_an_empty_solution_or_else_empty_files() -> None:
    assert empty_files({"a.py": "pass"}, {"a.py": "x", "b.py": "y"}) == {"a.py": "pass"}
    assert empty_files({}, {"a.py": "x", "b.py": "y"}) == {"a.py": "", "b.py": ""}


def run_here(task: Task) -> SuiteRun:
    """The reference passes in the tests' process; nothing else is a program."""
    if task.files == {"a.py": "reference"}:
        return make_run(make_case("a", PASSED), integrity=Integrity.IN_PROCESS)
    raise InvalidInput("The solution has no Python file.")


def test_it_collects_the_manifest_and_takes_no_program_for_a_failure() -> None:
    task = make_task(**{"a.py": "reference"})
    checked = check_suite(run_here, task, name="tests", empty={})
    assert checked.is_sound
    assert checked.manifest == ("a",)
    assert [found.subject for found in checked.findings] == [Subject.REFERENCE, Subject.EMPTY]


def test_it_names_a_suite_that_is_no_program() -> None:
    checked = check_suite(run_here, make_task(), name="edges", empty={})
    assert not checked.is_sound
    assert checked.findings[0].words == "edges: The solution has no Python file."
