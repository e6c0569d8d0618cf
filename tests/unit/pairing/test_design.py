from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluations.pairing.design import Entry, balanced_pairs, connected


def make_entries(problems: int, models: int) -> list[Entry]:
    return [
        Entry(problem=p, model=m, solution=p * 100 + m)
        for p in range(problems)
        for m in range(models)
    ]


def test_it_pairs_every_two_models_on_every_problem() -> None:
    pairs = balanced_pairs(make_entries(4, 5), pairs_per_problem=None, seed=1)
    assert len(pairs) == 4 * 10
    assert len(set(pairs)) == len(pairs)


def test_it_names_the_lower_solution_first() -> None:
    pairs = balanced_pairs(make_entries(2, 3), pairs_per_problem=None, seed=1)
    assert all(pair.solution_a < pair.solution_b for pair in pairs)


def test_it_lets_every_pair_meet_equally_often_when_fewer_are_asked_for() -> None:
    pairs = balanced_pairs(make_entries(30, 5), pairs_per_problem=2, seed=3)
    meetings = Counter((pair.solution_a % 100, pair.solution_b % 100) for pair in pairs)
    assert len(meetings) == 10
    assert max(meetings.values()) - min(meetings.values()) <= 1


@given(
    problems=st.integers(1, 12),
    models=st.integers(2, 6),
    limit=st.one_of(st.none(), st.integers(1, 15)),
    seed=st.integers(0, 2**48),
)
def test_it_is_the_same_for_the_same_seed_and_never_repeats_a_pair(
    problems: int, models: int, limit: int | None, seed: int
) -> None:
    entries = make_entries(problems, models)
    pairs = balanced_pairs(entries, pairs_per_problem=limit, seed=seed)
    again = balanced_pairs(reversed(entries), pairs_per_problem=limit, seed=seed)
    assert pairs == again
    assert len(set(pairs)) == len(pairs)
    all_pairs = models * (models - 1) // 2
    assert len(pairs) == problems * min(all_pairs, limit or all_pairs)


def test_it_leaves_out_a_model_without_a_solution() -> None:
    entries = [e for e in make_entries(2, 3) if not (e.problem == 0 and e.model == 2)]
    pairs = balanced_pairs(entries, pairs_per_problem=None, seed=0)
    assert Counter(pair.problem for pair in pairs) == {0: 1, 1: 3}


def test_it_knows_whether_all_models_hang_together() -> None:
    assert connected([1, 2, 3], [(1, 2), (2, 3)])
    assert not connected([1, 2, 3, 4], [(1, 2), (3, 4)])
    assert connected([], [])
