from __future__ import annotations

import numpy as np
import pytest

from evaluations.errors import InvalidInput
from evaluations.statistics.outcomes import Claim, Vote, Votes, encode_votes
from tests.unit.statistics.examples import make_votes, no_votes


def test_it_encodes_labels_as_codes() -> None:
    votes = encode_votes(
        [
            Vote(left="b", right="a", problem="sort", reviewer="ann", left_score=1),
            Vote(left="a", right="b", problem="parse", reviewer="ann", left_score=0.5),
        ],
        models=["a", "b"],
    )
    assert votes.left.tolist() == [1, 0]
    assert votes.problem.tolist() == [0, 1]
    assert votes.reviewer.tolist() == [0, 0]
    assert votes.left_score.tolist() == [1.0, 0.5]


def test_it_refuses_a_vote_for_a_model_that_is_not_listed() -> None:
    vote = Vote(left="a", right="stranger", problem=1, reviewer=1, left_score=1)
    with pytest.raises(InvalidInput, match="stranger"):
        encode_votes([vote], models=["a", "b"])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((1, 1, 0, 0, 1.0), "meets itself"),
        ((0, 2, 0, 0, 1.0), "model 2 is not below 2"),
        ((0, 1, -1, 0, 1.0), "negative"),
        ((0, 1, 0, 0, 0.7), "score"),
        ((0, 1, 0, 0, float("nan")), "score"),
    ],
)
def test_it_says_which_vote_cannot_be_counted(
    row: tuple[int, int, int, int, float], fault: str
) -> None:
    with pytest.raises(InvalidInput, match=fault):
        make_votes(row, n_models=2)


def test_it_refuses_arrays_of_different_length() -> None:
    one, two = np.zeros(1, dtype=np.int64), np.ones(2, dtype=np.int64)
    with pytest.raises(InvalidInput, match="length"):
        Votes(left=one, right=two, problem=two, reviewer=two, left_score=two / 2, n_models=2)


def test_it_counts_cells_by_displayed_side() -> None:
    votes = make_votes(
        (0, 1, 0, 0, 1.0), (0, 1, 1, 0, 0.5), (1, 0, 2, 0, 1.0), (1, 0, 3, 0, 0.0), n_models=2
    )
    cells = votes.count_cells()
    assert cells.games.tolist() == [[0, 2], [2, 0]]
    assert cells.left_points.tolist() == [[0, 1.5], [1, 0]]
    assert cells.points.tolist() == [[0, 2.5], [1.5, 0]]
    assert cells.meetings.tolist() == [[0, 4], [4, 0]]


def test_it_counts_no_votes_as_empty_cells() -> None:
    assert not no_votes(3).count_cells().games.any()


def test_it_renumbers_the_models_it_keeps() -> None:
    votes = make_votes((0, 1, 0, 0, 1.0), (2, 3, 5, 1, 0.0), (3, 0, 2, 1, 0.5), n_models=4)
    kept = votes.among([3, 2])
    assert (kept.left.tolist(), kept.right.tolist(), kept.n_models) == ([1], [0], 2)
    assert kept.problem.tolist() == [5]


def test_it_clusters_as_the_claim_says() -> None:
    votes = make_votes((0, 1, 7, 3, 1.0), n_models=2)
    assert [codes.tolist() for codes in votes.clusters(Claim.THIS_PANEL)] == [[7]]
    assert [codes.tolist() for codes in votes.clusters(Claim.REVIEWERS_LIKE_THESE)] == [[7], [3]]
