from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.grading import Integrity
from evaluations.running.performance import compare
from evaluations.running.tasks import SuiteRun, Task, UnusableSolution
from tests.unit.running.replicate_helpers import FAILED, PASSED, make_case, make_run, make_task

OURS, THEIRS = {"a.py": "ours"}, {"a.py": "theirs"}


def runner(order: list[str], times: Iterator[float]) -> Callable[[Task], SuiteRun]:
    """Notes who runs; ours takes so many seconds, the reference always one."""

    def run(task: Task) -> SuiteRun:
        who = task.files["a.py"]
        order.append(f"{who} {task.seed}")
        seconds = next(times) if who == "ours" else 1.0
        return make_run(
            make_case("a", PASSED, duration_seconds=seconds / 2),
            cpu_seconds=seconds,
            peak_memory_bytes=None if who == "ours" else 1000,
        )

    return run


def test_it_states_the_median_ratio_with_its_spread() -> None:
    run = runner([], iter([2.0, 3.0, 4.0, 2.5, 9.0]))
    record = compare(run, make_task(**OURS), THEIRS).as_record()
    cpu = record["ratios"]["cpu_time"]
    assert (cpu["ratio"], cpu["low"], cpu["high"], cpu["unit"]) == (3.0, 2.0, 9.0, "seconds")
    assert cpu["coverage"] == pytest.approx(0.9375)
    assert record["ratios"]["test_time"]["solution"] == 1.5
    assert "peak_memory" not in record["ratios"], "one of the two does not tell it"


def test_it_runs_both_in_turn_with_one_seed_and_changes_who_goes_first() -> None:
    order: list[str] = []
    compare(runner(order, iter([1.0] * 5)), make_task(**OURS), THEIRS)
    pairs = [order[at : at + 2] for at in range(0, 10, 2)]
    firsts = [first.split()[0] for first, _ in pairs]
    assert firsts == ["ours", "theirs", "ours", "theirs", "ours"]
    assert all(first.split()[1] == second.split()[1] for first, second in pairs)


@pytest.mark.parametrize(("culprit", "who"), [("ours", "solution"), ("theirs", "reference")])
def test_it_measures_nothing_once_one_does_not_pass(culprit: str, who: str) -> None:
    numbers = count()

    def run(task: Task) -> SuiteRun:
        next(numbers)
        fails = task.files["a.py"] == culprit
        return make_run(make_case("a", FAILED if fails else PASSED))

    done = compare(run, make_task(**OURS), THEIRS)
    record = done.as_record()
    assert record["ratios"] == {}
    assert record["why"].startswith(f"not measured: the {who}")
    assert len(done.replicates) == 1
    assert next(numbers) == 2


def test_it_believes_no_time_that_a_solution_could_have_told() -> None:
    def run(task: Task) -> SuiteRun:
        case = make_case("a", PASSED, duration_seconds=0.5)
        return make_run(case, integrity=Integrity.IN_PROCESS)

    ratios = compare(run, make_task(**OURS), THEIRS).as_record()["ratios"]
    assert ratios.keys() == {"cpu_time", "wall_time", "peak_memory"}


def test_it_never_blames_the_solution_for_a_reference_that_is_no_program() -> None:
    def run(task: Task) -> SuiteRun:
        if task.files["a.py"] == "theirs":
            raise UnusableSolution("The solution has no Python file.")
        return make_run(make_case("a", PASSED))

    with pytest.raises(InvalidInput, match="The reference solution cannot be run") as caught:
        compare(run, make_task(**OURS), THEIRS)
    assert not isinstance(caught.value, UnusableSolution)
