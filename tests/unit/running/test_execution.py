from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.execution import Work, limits_of
from evaluations.running.identity import hash_judges
from evaluations.sandboxes.limits import PYTHON_TESTS
from tests.unit.running.replicate_helpers import make_task


def test_it_lays_the_limits_of_a_suite_over_those_of_the_language() -> None:
    limits = limits_of("python", {"wall_seconds": 3, "memory_bytes": 10**9})
    assert (limits.wall_seconds, limits.memory_bytes) == (3, 10**9)
    assert limits.cpu_seconds == PYTHON_TESTS.cpu_seconds


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wall": 3}, "Unknown limit 'wall'; known are box_bytes"),
        ({"cpu_seconds": 0}, "cpu_seconds is 0: give a number above 0"),
        ({"processes": True}, "processes is True"),
        ({"processes": "many"}, "processes is 'many'"),
    ],
)
def test_it_refuses_limits_that_are_none(changes: dict[str, float], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        limits_of("python", changes)


@pytest.mark.parametrize("times", [0, 21])
def test_it_runs_a_suite_1_to_20_times(times: int) -> None:
    with pytest.raises(InvalidInput, match="1 to 20 times"):
        Work(language="python", task=make_task(), times=times)


def test_it_knows_our_judging_code_by_its_hash() -> None:
    assert hash_judges() == hash_judges()
    assert len(hash_judges()) == 64
