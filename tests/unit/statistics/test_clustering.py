from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from evaluations.statistics.clustering import (
    ClusteredCovariance,
    Scores,
    compact,
    two_way_covariance,
)
from evaluations.statistics.outcomes import Votes
from tests.unit.statistics.examples import votes_on_a_panel


def dense_scores(votes: Votes, values: np.ndarray) -> np.ndarray:
    rows = np.zeros((len(votes), votes.n_models))
    rows[np.arange(len(votes)), votes.left] += values
    rows[np.arange(len(votes)), votes.right] -= values
    return rows


@given(votes_on_a_panel())
@settings(derandomize=True, deadline=None, max_examples=30)
def test_it_sums_clusters_like_the_dense_formula(votes: Votes) -> None:
    values = votes.left_score - 0.3
    scores = Scores(
        columns=np.stack([votes.left, votes.right]), values=np.stack([values, -values]), width=4
    )
    rows = dense_scores(votes, values)
    for codes in (votes.problem, votes.reviewer, np.arange(len(votes))):
        sums = np.stack([rows[codes == code].sum(axis=0) for code in np.unique(codes)])
        assert scores.sum_outer_products(codes) == pytest.approx(sums.T @ sums)


def test_it_renumbers_codes_without_gaps_in_their_order() -> None:
    for codes in ([7, 3, 3, 9], [7_000_000, 3, 3, 9_000_000_000]):
        renumbered, count = compact(np.array(codes))
        assert (renumbered.tolist(), count) == ([1, 0, 0, 2], 3)


def test_it_renumbers_nothing_as_nothing() -> None:
    assert compact(np.zeros(0, dtype=np.int64))[1] == 0


def test_it_repairs_a_direction_the_subtraction_left_negative() -> None:
    broken = ClusteredCovariance(
        two_way=np.diag([1.0, -0.5]),
        alternatives=(np.diag([1.0, 0.25]), np.diag([1.0, 0.16])),
        n_clusters=(9, 9),
    )
    assert broken.standard_error(np.array([0.0, 1.0])) == pytest.approx(0.5)
    assert broken.standard_error(np.array([1.0, 0.0])) == pytest.approx(1.0)
    assert broken.matrix == pytest.approx(np.diag([1.0, 0.0]))


def test_it_keeps_a_standard_error_above_its_floor() -> None:
    held = ClusteredCovariance(
        two_way=np.eye(1) * 0.01, alternatives=(np.eye(1),), n_clusters=(9,), floor=np.eye(1) * 4
    )
    assert held.standard_error(np.ones(1)) == pytest.approx(2.0)


def test_it_has_no_covariance_from_one_cluster() -> None:
    scores = Scores(columns=np.zeros((1, 3), dtype=np.int64), values=np.ones((1, 3)), width=1)
    covariance = two_way_covariance(
        scores, bread=np.eye(1), dimensions=(np.arange(3), np.zeros(3, dtype=np.int64))
    )
    assert covariance.matrix is None
    assert covariance.standard_error(np.ones(1)) is None
    assert covariance.n_clusters == (3, 1)
