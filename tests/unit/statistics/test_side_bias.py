from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from evaluations.statistics.outcomes import Votes
from evaluations.statistics.side_bias import measure_side_bias
from tests.unit.statistics.examples import (
    draw_votes,
    known,
    make_votes,
    no_votes,
    read_baseball,
    shown,
)


def season() -> Votes:
    """The baseball games as votes: every game a problem, the home team one of twelve reviewers."""
    cells, rows = read_baseball(), []
    for left, right in zip(*np.nonzero(cells.games), strict=True):
        won, played = int(cells.left_points[left, right]), int(cells.games[left, right])
        rows += [(left, right, 0, 0, float(game < won)) for game in range(played)]
    numbered = [(left, right, n, n % 12, score) for n, (left, right, *_, score) in enumerate(rows)]
    return make_votes(*numbered, n_models=7)


def test_it_finds_the_home_advantage_of_the_baseball_season() -> None:
    bias = measure_side_bias(season())
    assert bias.log_odds.value == pytest.approx(0.3023, abs=5e-5)
    assert shown(bias.log_odds).low < 0.3023 < shown(bias.log_odds).high


def test_it_finds_the_side_effect_votes_were_drawn_with() -> None:
    votes = draw_votes(
        np.random.default_rng(2),
        strengths=np.array([-1.0, 0.0, 1.0]),
        problems=300,
        reviewers=15,
        per_problem=15,
        side_effect=0.4,
        ties=0.0,
    )
    bias = measure_side_bias(votes)
    log_odds, left_share = shown(bias.log_odds), shown(bias.left_share)
    assert log_odds.low < 0.4 < log_odds.high
    assert log_odds.width < 0.3
    assert 0.5 < left_share.low < left_share.value < float(expit(0.4))


def test_it_leaves_ties_out_of_the_share() -> None:
    rows = [(0, 1, n, n % 3, score) for n, score in enumerate([1.0, 0.5, 0.5, 0.0, 1.0, 1.0])]
    share = measure_side_bias(make_votes(*rows, n_models=2)).left_share
    assert (share.value, share.n) == (0.75, 4)


def test_it_turns_round_when_sides_are_swapped() -> None:
    votes = season()
    swapped = Votes(
        left=votes.right,
        right=votes.left,
        problem=votes.problem,
        reviewer=votes.reviewer,
        left_score=1 - votes.left_score,
        n_models=7,
    )
    there, back = measure_side_bias(votes), measure_side_bias(swapped)
    assert there.log_odds.value == pytest.approx(-known(back.log_odds.value))
    assert there.log_odds.standard_error == pytest.approx(back.log_odds.standard_error)
    assert there.left_share.value == pytest.approx(1 - known(back.left_share.value))


def test_it_measures_nothing_without_votes() -> None:
    bias = measure_side_bias(no_votes(3))
    assert (bias.left_share.value, bias.log_odds.value) == (None, None)


def test_it_has_no_log_odds_when_left_was_always_chosen() -> None:
    rows = [(n % 2, 1 - n % 2, n, n % 3, 1.0) for n in range(9)]
    bias = measure_side_bias(make_votes(*rows, n_models=2))
    assert bias.log_odds.value is None
    assert bias.left_share.value == 1.0
    assert known(bias.left_share.low) < 0.9


def test_it_has_no_log_odds_when_each_pair_was_shown_one_way_round() -> None:
    rows = [(0, 1, n, n % 3, float(n % 2)) for n in range(9)]
    assert measure_side_bias(make_votes(*rows, n_models=2)).log_odds.value is None


def test_it_measures_the_side_effect_across_groups_that_never_met() -> None:
    rows = []
    for n in range(40):
        score = float(n % 5 > 0)
        first, second = (n // 2 % 2, 1 - n // 2 % 2)
        rows += [(first, second, n, n % 7, score), (2 + first, 2 + second, n, n % 7, score)]
    log_odds = shown(measure_side_bias(make_votes(*rows, n_models=6)).log_odds)
    assert log_odds.value > 0.7
    assert log_odds.low < log_odds.value < log_odds.high
