from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.assigning.layout import PairOfModels, lay_out_slots, place_in_order


def make_pairs(number: int) -> list[PairOfModels]:
    models = [(1, 2), (2, 1), (1, 3), (3, 2)]
    return [
        PairOfModels(comparison=i, model_a=models[i % 4][0], model_b=models[i % 4][1])
        for i in range(number)
    ]


@pytest.mark.parametrize("overlap", [1, 2, 3, 5])
def test_it_puts_each_model_of_a_pair_on_the_left_equally_often(overlap: int) -> None:
    pairs = {pair.comparison: pair for pair in make_pairs(80)}
    left: Counter[tuple[frozenset[int], int]] = Counter()
    for plan in lay_out_slots(pairs.values(), overlap=overlap, seed=5):
        pair = pairs[plan.comparison]
        on_left = pair.model_b if plan.swapped else pair.model_a
        left[frozenset({pair.model_a, pair.model_b}), on_left] += 1
    for (models, _), times in left.items():
        total = sum(n for (group, _), n in left.items() if group == models)
        assert times * 2 == total


def test_it_alternates_the_sides_within_a_comparison() -> None:
    plans = list(lay_out_slots(make_pairs(1), overlap=4, seed=0))
    assert [plan.swapped for plan in plans] in ([False, True] * 2, [True, False] * 2)


@given(seed=st.integers(0, 2**48), overlap=st.integers(1, 6))
def test_it_is_the_same_for_the_same_seed(seed: int, overlap: int) -> None:
    first = list(lay_out_slots(make_pairs(9), overlap=overlap, seed=seed))
    assert first == list(lay_out_slots(make_pairs(9), overlap=overlap, seed=seed))
    assert len({(plan.comparison, plan.slot) for plan in first}) == 9 * overlap


def test_it_gives_each_reviewer_an_order_of_their_own() -> None:
    orders = {
        tuple(place_in_order(order_seed=seed, had=had) for had in range(5)) for seed in range(20)
    }
    assert len(orders) == 20
    assert all(0 <= place < 1 for order in orders for place in order)
