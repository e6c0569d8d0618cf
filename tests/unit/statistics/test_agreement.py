from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.errors import InvalidInput
from evaluations.statistics.agreement import (
    Ratings,
    Scale,
    krippendorff_alpha,
    rate_comparisons,
    share_of_agreement,
    tabulate_ratings,
)
from tests.unit.statistics.examples import known, make_votes, read_mt_bench, shown

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import evalica
    import pandas as pd  # type: ignore[import-untyped]

NONE = np.nan

# Krippendorff 2011, section C: four observers, twelve units.
KRIPPENDORFF: list[list[float]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]

# Wikipedia, "Krippendorff's alpha": three coders, fifteen units.
WIKIPEDIA: list[list[float]] = [
    [NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3],
    [1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
    [NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4],
]


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (KRIPPENDORFF, (0.7434, 0.8154, 0.8491, 0.7974)),
        (WIKIPEDIA, (0.6914, 0.8067, 0.8108, 0.8089)),
    ],
)
def test_it_reproduces_the_published_alphas(
    matrix: list[list[float]], expected: tuple[float, ...]
) -> None:
    ratings = tabulate_ratings(matrix)
    alphas = [krippendorff_alpha(ratings, scale).value for scale in Scale]
    assert alphas == pytest.approx(expected, abs=5e-5)


def test_it_counts_only_ratings_that_have_another_beside_them() -> None:
    alpha = krippendorff_alpha(tabulate_ratings(KRIPPENDORFF), Scale.ORDINAL)
    assert (alpha.n, alpha.n_clusters) == (40, (11,))


def test_it_reproduces_the_agreement_of_mt_bench() -> None:
    votes, _ = read_mt_bench()
    ratings = rate_comparisons(votes)
    alpha = krippendorff_alpha(ratings, Scale.NOMINAL)
    assert alpha.value == pytest.approx(0.4855, abs=5e-5)
    assert shown(alpha).low < 0.46 < 0.51 < shown(alpha).high
    _, raters = np.unique(ratings.unit, return_counts=True)
    assert (raters >= 2).sum() == 961


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_evalica(scale: Scale, seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(1, 6, size=(4, 25)).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.3] = np.nan
    oracle = evalica.alpha(pd.DataFrame(matrix), distance=scale.value).alpha
    assert krippendorff_alpha(tabulate_ratings(matrix), scale).value == pytest.approx(oracle)


@given(st.integers(0, 1000), st.sampled_from(list(Scale)))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_it_does_not_depend_on_who_rated_or_on_the_order_of_units(seed: int, scale: Scale) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(1, 5, size=(3, 12)).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.2] = np.nan
    shuffled = random.permuted(matrix, axis=0)[:, random.permutation(12)]
    alphas = [
        krippendorff_alpha(tabulate_ratings(part), scale).value for part in (matrix, shuffled)
    ]
    assert alphas[0] == pytest.approx(alphas[1])


def test_it_calls_complete_agreement_one_without_claiming_certainty() -> None:
    alpha = krippendorff_alpha(tabulate_ratings([[1, 2, 3], [1, 2, 3]]), Scale.ORDINAL)
    assert alpha.value == pytest.approx(1.0)
    assert (alpha.low, alpha.high) == (None, None)


def test_it_calls_systematic_disagreement_less_than_nothing() -> None:
    alpha = krippendorff_alpha(tabulate_ratings([[1, 2, 1, 2], [2, 1, 2, 1]]), Scale.NOMINAL)
    assert known(alpha.value) < -0.5


@pytest.mark.parametrize(
    "matrix",
    [
        np.zeros((0, 0)),
        [[1, 2, 3]],
        [[1, NONE], [NONE, 2]],
        [[3, 3, 3], [3, 3, 3]],
    ],
    ids=["no ratings", "one reviewer", "no unit twice", "one value only"],
)
def test_it_has_no_alpha_where_chance_is_undefined(matrix: list[list[float]]) -> None:
    alpha = krippendorff_alpha(tabulate_ratings(matrix), Scale.ORDINAL)
    assert (alpha.value, alpha.low, alpha.high) == (None, None, None)


def test_it_has_no_interval_from_one_problem() -> None:
    ratings = Ratings(
        unit=np.array([0, 0, 1, 1]),
        problem=np.zeros(4, dtype=np.int64),
        value=np.array([1.0, 2, 3, 3]),
    )
    alpha = krippendorff_alpha(ratings, Scale.ORDINAL)
    assert alpha.value is not None
    assert (alpha.low, alpha.n_clusters) == (None, (1,))


def test_it_resamples_whole_problems() -> None:
    random = np.random.default_rng(8)
    truth = np.repeat(random.integers(1, 6, 10), 20)
    noisy = np.repeat(random.random(10) < 0.5, 20)
    other = np.where(noisy, random.integers(1, 6, 200), truth)
    unit = np.tile(np.arange(200), 2)
    value = np.concatenate([truth, other]).astype(np.float64)
    alone = krippendorff_alpha(Ratings(unit=unit, problem=unit, value=value), Scale.NOMINAL)
    grouped = krippendorff_alpha(Ratings(unit=unit, problem=unit // 20, value=value), Scale.NOMINAL)
    assert alone.value == pytest.approx(grouped.value)
    assert shown(grouped).width > 1.5 * shown(alone).width


def test_it_repeats_itself_with_the_same_seed_only() -> None:
    ratings = tabulate_ratings(KRIPPENDORFF)
    first = krippendorff_alpha(ratings, Scale.ORDINAL, seed=1)
    assert first == krippendorff_alpha(ratings, Scale.ORDINAL, seed=1)
    assert first.low != krippendorff_alpha(ratings, Scale.ORDINAL, seed=2).low


def test_it_shares_out_agreeing_pairs() -> None:
    # Pairs that agree: 1 of 1, 1 of 3, 0 of 1; three ratings weigh one and a half times two.
    matrix: list[list[float]] = [[1, 1, 1], [1, 1, 2], [NONE, 2, NONE]]
    share = share_of_agreement(tabulate_ratings(matrix))
    assert share.value == pytest.approx((2 * 1 + 3 / 3 + 2 * 0) / 7)
    assert share.n == 7


def test_it_rates_a_comparison_the_same_whichever_side_was_left() -> None:
    votes = make_votes((0, 1, 5, 0, 1.0), (1, 0, 5, 1, 0.0), (1, 0, 6, 1, 0.5), n_models=2)
    ratings = rate_comparisons(votes)
    assert ratings.unit[0] == ratings.unit[1] != ratings.unit[2]
    assert ratings.value.tolist() == [1.0, 1.0, 0.5]


def test_it_refuses_negative_values_on_the_ratio_scale() -> None:
    with pytest.raises(InvalidInput, match="negative"):
        krippendorff_alpha(tabulate_ratings([[-1, 2], [1, 2]]), Scale.RATIO)


def test_it_refuses_ratings_without_their_unit() -> None:
    with pytest.raises(InvalidInput, match="cluster code"):
        Ratings(unit=np.array([0]), problem=np.array([0, 0]), value=np.array([1.0, 2.0]))
