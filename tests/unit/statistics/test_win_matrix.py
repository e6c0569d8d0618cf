from __future__ import annotations

import pytest
from hypothesis import given, settings

from evaluations.statistics.outcomes import Votes
from evaluations.statistics.win_matrix import count_wins, score_models, score_pairs
from tests.unit.statistics.examples import (
    known,
    make_votes,
    no_votes,
    read_mt_bench,
    votes_on_a_panel,
)


def test_it_counts_wins_and_ties_whichever_side_was_left() -> None:
    votes = make_votes(
        (0, 1, 0, 0, 1.0), (1, 0, 1, 0, 0.0), (1, 0, 2, 0, 1.0), (0, 1, 3, 0, 0.5), n_models=3
    )
    matrix = count_wins(votes)
    assert matrix.wins.tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]
    assert matrix.ties.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert matrix.games[0, 1] == matrix.games[1, 0] == 4
    assert matrix.rate(0, 1) == pytest.approx(2.5 / 4)


def test_it_has_no_rate_for_models_that_never_met() -> None:
    votes = make_votes((0, 1, 0, 0, 1.0), n_models=3)
    assert count_wins(votes).rate(0, 2) is None
    assert (0, 2) not in score_pairs(votes)
    assert score_models(votes)[2].value is None


def test_it_scores_nobody_without_votes() -> None:
    assert [score.value for score in score_models(no_votes(2))] == [None, None]
    assert score_pairs(no_votes(2)) == {}


def test_it_scores_a_single_vote_without_interval() -> None:
    winner, loser = score_models(make_votes((0, 1, 0, 0, 1.0), n_models=2))
    assert (winner.value, winner.low, winner.n) == (1.0, None, 1)
    assert (loser.value, loser.low, loser.n) == (0.0, None, 1)


@given(votes_on_a_panel())
@settings(derandomize=True, deadline=None, max_examples=30)
def test_it_gives_both_models_of_a_pair_mirrored_scores(votes: Votes) -> None:
    pairs, matrix = score_pairs(votes), count_wins(votes)
    for (model, opponent), score in pairs.items():
        mirrored = pairs[opponent, model]
        assert score.value == pytest.approx(1 - known(mirrored.value))
        assert score.value == pytest.approx(matrix.rate(model, opponent))
        if score.low is not None:
            assert score.low == pytest.approx(1 - known(mirrored.high))


def test_it_counts_only_the_clusters_a_model_was_seen_in() -> None:
    votes = make_votes(
        (0, 1, 0, 0, 1.0), (0, 1, 1, 1, 0.0), (2, 1, 2, 2, 1.0), (1, 2, 3, 3, 1.0), n_models=3
    )
    assert [score.n_clusters for score in score_models(votes)] == [(2, 2), (4, 4), (2, 2)]


def test_it_scores_the_real_votes_of_mt_bench() -> None:
    votes, models = read_mt_bench()
    scores = dict(zip(models, score_models(votes), strict=True))
    assert scores["gpt-4"].value == pytest.approx(0.73275, abs=1e-5)
    assert sum(score.n for score in scores.values()) == 2 * 3355
    assert not scores["gpt-4"].has_few_clusters
