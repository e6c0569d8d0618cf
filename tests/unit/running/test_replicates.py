from __future__ import annotations

import json

import pytest

from evaluations.running.grading import Verdict
from evaluations.running.replicates import combine, combine_verdicts, derive_seed, run_replicates
from evaluations.running.tasks import SuiteRun, Task
from tests.unit.running.replicate_helpers import (
    FAILED,
    PASSED,
    make_case,
    make_run,
    make_task,
    replicates_of,
)

V = Verdict


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        ([V.PASSED, V.PASSED], V.PASSED),
        ([V.PASSED, V.FAILED], V.FLAKY),
        ([V.TIMEOUT, V.PASSED], V.FLAKY),
        ([V.FAILED, V.FAILED], V.FAILED),
        ([V.FAILED, V.TIMEOUT], V.TIMEOUT),
        ([V.PASSED, V.INTEGRITY_FAILED], V.INTEGRITY_FAILED),
        ([V.PASSED, V.INFRASTRUCTURE_ERROR], V.INFRASTRUCTURE_ERROR),
        ([V.NOT_RUN, V.NOT_RUN], V.NOT_RUN),
        ([V.PASSED, V.NOT_RUN], V.PASSED),
        ([V.FLAKY, V.PASSED], V.FLAKY),
    ],
)
def test_it_says_what_several_verdicts_say_together(
    verdicts: list[Verdict], together: Verdict
) -> None:
    assert combine_verdicts(verdicts) is together
    assert combine_verdicts(verdicts[::-1]) is together


def test_it_tells_flaky_cases_from_failing_ones() -> None:
    first = make_run(make_case("a", PASSED), make_case("b", FAILED), make_case("c", PASSED))
    second = make_run(make_case("a", PASSED), make_case("b", FAILED), make_case("c", FAILED))
    cases = {case.name: case.verdict for case in combine(replicates_of(first, second)).grade.cases}
    assert cases == {"a": V.PASSED, "b": V.FAILED, "c": V.FLAKY}


def test_it_never_calls_a_run_flaky_that_never_passed() -> None:
    first = make_run(make_case("a", PASSED), make_case("b", FAILED))
    second = make_run(make_case("a", FAILED), make_case("b", PASSED))
    grade = combine(replicates_of(first, second)).grade
    assert grade.verdict is V.FAILED
    assert {case.verdict for case in grade.cases} == {V.FLAKY}


def test_it_keeps_cases_of_one_name_apart() -> None:
    once = make_run(make_case("a", PASSED), make_case("a", FAILED))
    cases = combine(replicates_of(once, once)).grade.cases
    assert [case.verdict for case in cases] == [V.PASSED, V.FAILED]


def test_it_shows_a_case_as_it_failed_and_cases_that_only_one_run_told_of() -> None:
    short = make_run(make_case("a", PASSED))
    whole = make_run(make_case("a", FAILED, got="5"), make_case("b", PASSED))
    first, second = combine(replicates_of(short, whole)).grade.cases
    assert (first.got, second.name) == ("5", "b")


def test_it_counts_and_takes_the_most_memory_of_any() -> None:
    good = make_run(make_case("a", PASSED), peak_memory_bytes=3000)
    bad = make_run(make_case("a", FAILED), message="Wrong.", peak_memory_bytes=None)
    run = combine(replicates_of(good, bad, good))
    assert run.grade.message == "Passed 2 of 3 times. Wrong."
    assert run.outcome.peak_memory_bytes == 3000


def test_it_leaves_a_single_run_as_it_is() -> None:
    run = make_run(make_case("a", FAILED), message="Wrong.")
    assert combine(replicates_of(run)) is run


def test_it_gives_each_run_a_seed_of_its_own_the_first_the_given_one() -> None:
    tasks: list[Task] = []

    def run(task: Task) -> SuiteRun:
        tasks.append(task)
        return make_run(make_case("a", PASSED))

    done = run_replicates(run, make_task(), times=4)
    seeds = [task.seed for task in tasks]
    assert seeds == [one.seed for one in done]
    assert seeds[0] == 7
    assert len(set(seeds)) == 4
    assert seeds == [derive_seed(7, number) for number in range(4)]
    assert all(0 <= seed < 2**63 for seed in seeds), "PostgreSQL and JSON hold it"


def test_it_records_each_run_as_plain_json() -> None:
    [one] = replicates_of(make_run(make_case("a", PASSED), cpu_seconds=0.0123))
    record = one.as_record()
    assert json.loads(json.dumps(record)) == record
    assert (record["cpu_ms"], record["verdict"], record["passed_cases"]) == (12, "passed", 1)
