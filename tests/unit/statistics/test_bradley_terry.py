from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

from evaluations.statistics.bradley_terry import Ranking, rank_models
from evaluations.statistics.connectivity import Connection
from evaluations.statistics.estimate import Estimate
from evaluations.statistics.outcomes import Claim, Votes
from evaluations.statistics.paired_logit import fit_paired_logit
from tests.data import shared_data
from tests.unit.statistics.examples import (
    draw_votes,
    known,
    make_votes,
    no_votes,
    read_mt_bench,
    shown,
    votes_on_a_panel,
)

PAIRS = [(model, other) for model in range(4) for other in range(model)]


def values(ranking: Ranking, n_models: int = 4) -> list[float | None]:
    return [ranking.strength(model).value for model in range(n_models)]


def stack(*parts: Votes) -> Votes:
    """All these votes together."""
    arrays = ("left", "right", "problem", "reviewer", "left_score")
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in arrays}
    return Votes(n_models=parts[0].n_models, **joined)


def assert_same(ranking: Ranking, other: Ranking, order: list[int] | None = None) -> None:
    """Both give every model and pair the same estimate; ``order`` maps the codes."""
    order = order or [0, 1, 2, 3]
    for model in range(4):
        assert_equal(ranking.strength(model), other.strength(order[model]))
    for model, opponent in PAIRS:
        mapped = other.difference(order[model], order[opponent])
        assert_equal(ranking.difference(model, opponent), mapped)


def assert_equal(estimate: Estimate, other: Estimate) -> None:
    """Equal up to rounding, or equally without data."""
    for first, second in (
        (estimate.value, other.value),
        (estimate.standard_error, other.standard_error),
    ):
        assert first == (None if second is None else pytest.approx(second, rel=1e-5, abs=1e-7))


def test_it_reproduces_the_reference_strengths_of_mt_bench() -> None:
    votes, models = read_mt_bench()
    text = shared_data("human/mt-bench/bt_reference.json").read_text()
    reference = json.loads(text)["mtbench_all_votes|ties=half"]
    ranking = rank_models(votes)
    assert ranking.connection is Connection.STRONG
    for code, model in enumerate(models):
        expected = reference["log_strength_sum_zero"][model]
        assert ranking.strength(code).value == pytest.approx(expected, abs=2e-6)
        expected = reference["elo_mean1000"][model]
        assert ranking.rating(code).value == pytest.approx(expected, abs=0.006)


def test_it_reproduces_the_reference_strengths_of_mt_bench_without_ties() -> None:
    votes, models = read_mt_bench()
    text = shared_data("human/mt-bench/bt_reference.json").read_text()
    reference = json.loads(text)["mtbench_all_votes|ties=dropped"]["log_strength_sum_zero"]
    ranking = rank_models(votes.select(votes.left_score != 0.5))
    expected = [reference[model] for model in models]
    assert values(ranking, len(models)) == pytest.approx(expected, abs=2e-6)


@given(votes_on_a_panel(), st.permutations(range(4)))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_it_does_not_depend_on_the_order_of_models(votes: Votes, order: list[int]) -> None:
    codes = np.array(order)
    renamed = replace(votes, left=codes[votes.left], right=codes[votes.right])
    assert_same(rank_models(votes), rank_models(renamed), list(order))


@given(votes_on_a_panel())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_it_does_not_depend_on_the_displayed_side(votes: Votes) -> None:
    swapped = replace(votes, left=votes.right, right=votes.left, left_score=1 - votes.left_score)
    assert_same(rank_models(votes), rank_models(swapped))


@given(votes_on_a_panel(), st.integers(0, 1000))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_it_does_not_depend_on_the_order_of_votes(votes: Votes, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(votes))
    assert_same(rank_models(votes), rank_models(votes.select(order)))


@given(st.integers(0, 500))
@settings(derandomize=True, deadline=None, max_examples=20)
def test_it_learns_nothing_from_votes_counted_twice(seed: int) -> None:
    random = np.random.default_rng(seed)
    votes = draw_votes(
        random, strengths=np.linspace(0, 0.6, 4), problems=20, reviewers=8, per_problem=8
    )
    assert_same(rank_models(votes), rank_models(stack(votes, votes)))


def test_it_would_halve_the_variance_if_doubled_votes_were_independent() -> None:
    votes = draw_votes(
        np.random.default_rng(4), strengths=np.zeros(4), problems=30, reviewers=8, per_problem=8
    )
    errors = []
    for part in (votes, stack(votes, votes)):
        covariance = fit_paired_logit(part.count_cells()).clustered_covariance(part, ())
        errors.append(known(covariance.standard_error(np.array([1.0, -1.0, 0.0, 0.0]))))
    assert errors[0] / errors[1] == pytest.approx(np.sqrt(2), rel=0.01)


@given(votes_on_a_panel())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_it_centres_strengths_and_turns_differences_round(votes: Votes) -> None:
    ranking = rank_models(votes)
    for component in ranking.components:
        assert component.strengths.sum() == pytest.approx(0, abs=1e-9)
    for model, other in PAIRS:
        there, back = ranking.difference(model, other), ranking.difference(other, model)
        if there.value is None:
            assert back.value is None
        else:
            assert there.value == pytest.approx(-known(back.value))
            assert there.low == pytest.approx(-known(back.high))


def test_it_gives_two_models_the_logit_of_their_win_rate() -> None:
    rows = [(0, 1, problem, problem % 7, float(problem % 3 > 0)) for problem in range(30)]
    difference = rank_models(make_votes(*rows, n_models=2)).difference(0, 1)
    assert difference.value == pytest.approx(logit(20 / 30))
    assert shown(difference).low < shown(difference).value < shown(difference).high
    assert (difference.n, difference.n_clusters) == (30, (30, 7))


def test_it_gives_all_ties_equal_strengths_without_pretending_to_be_sure() -> None:
    rows = [(0, 1, problem, problem % 7, 0.5) for problem in range(30)]
    difference = rank_models(make_votes(*rows, n_models=2)).difference(0, 1)
    assert difference.value == pytest.approx(0)
    assert shown(difference).low < -0.3 < 0.3 < shown(difference).high


def test_it_finds_no_difference_between_a_model_and_itself() -> None:
    rows = [(0, 1, problem, problem % 7, float(problem % 3 > 0)) for problem in range(30)]
    same = rank_models(make_votes(*rows, n_models=2)).difference(1, 1)
    assert (same.value, same.low, same.high) == (0.0, None, None)


def test_it_shows_strengths_as_points_around_a_thousand() -> None:
    rows = [(0, 1, problem, problem % 7, float(problem % 11 > 0)) for problem in range(33)]
    ranking = rank_models(make_votes(*rows, n_models=2))
    # Odds of 10 to 1 are 400 points.
    first, second = ranking.rating(0), ranking.rating(1)
    assert (first.value, second.value) == pytest.approx((1200, 800))
    assert shown(first).low < 1200 < shown(first).high


def test_it_ranks_nobody_without_votes() -> None:
    ranking = rank_models(no_votes(3))
    assert ranking.connection is Connection.NO_VOTES
    assert values(ranking, 3) == [None, None, None]
    assert ranking.difference(0, 1).value is None


def test_it_ranks_the_only_model_nowhere() -> None:
    assert values(rank_models(no_votes(1)), 1) == [None]


def test_it_ranks_by_one_vote_without_interval() -> None:
    ranking = rank_models(make_votes((0, 1, 0, 0, 1.0), n_models=3))
    assert ranking.connection is Connection.WEAK
    winner = ranking.strength(0)
    assert known(winner.value) > 0
    assert (winner.low, winner.high, winner.n) == (None, None, 1)
    assert ranking.strength(2).value is None


def test_it_has_an_interval_for_one_reviewer_only_as_a_claim_about_this_panel() -> None:
    rows = [(0, 1, problem, 0, float(problem % 3 > 0)) for problem in range(30)]
    votes = make_votes(*rows, n_models=2)
    beyond = rank_models(votes).difference(0, 1)
    here = shown(rank_models(votes, claim=Claim.THIS_PANEL).difference(0, 1))
    assert (beyond.low, beyond.high) == (None, None)
    assert here.low < here.value < here.high
    assert here.value == beyond.value


def test_it_marks_a_model_that_always_loses_as_extrapolated() -> None:
    circle = [(0, 1, p, p % 6, 1.0) for p in range(5)] + [(1, 0, p, p % 6, 1.0) for p in range(5)]
    losses = [(0, 2, p, p % 6, 1.0) for p in range(12)]
    ranking = rank_models(make_votes(*circle, *losses, n_models=3))
    assert ranking.connection is Connection.WEAK
    assert ranking.components[0].is_extrapolated
    loser = ranking.difference(0, 2)
    assert "ghost" in loser.method
    assert known(loser.value) > 1.5
    # Residuals are next to nothing here; the interval must not be.
    assert shown(loser).width > 2


def test_it_gives_groups_that_never_met_a_ranking_each() -> None:
    rows = []
    for problem in range(12):
        rows += [(0, 1, problem, problem % 6, float(problem % 3 > 0))]
        rows += [(2, 3, problem, problem % 6, float(problem % 4 > 0))]
    ranking = rank_models(make_votes(*rows, n_models=5))
    assert ranking.connection is Connection.DISCONNECTED
    assert [component.models for component in ranking.components] == [(0, 1), (2, 3)]
    assert ranking.difference(0, 1).value == pytest.approx(logit(8 / 12))
    assert ranking.difference(2, 3).value == pytest.approx(logit(9 / 12))
    assert ranking.difference(0, 2).value is None
    assert ranking.strength(4).value is None
    assert not ranking.components[0].is_extrapolated


def test_it_keeps_a_sound_covariance_for_joint_work() -> None:
    votes = draw_votes(
        np.random.default_rng(0), strengths=np.zeros(10), problems=40, reviewers=4, per_problem=4
    )
    matrix = known(rank_models(votes).components[0].covariance.matrix)
    assert np.linalg.eigvalsh(matrix).min() > -1e-12
    assert matrix.sum(axis=1) == pytest.approx(np.zeros(10), abs=1e-9)


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    """600 votes, 60 problems, 12 reviewers with tastes: 95 % two ways, far less by votes."""
    random = np.random.default_rng(20_261_123)
    covered, covered_by_votes, repeats = 0, 0, 300
    for _ in range(repeats):
        votes = draw_votes(
            random,
            strengths=np.zeros(4),
            problems=60,
            reviewers=12,
            per_problem=10,
            problem_sd=0.7,
            reviewer_sd=0.5,
        )
        ranking = rank_models(votes)
        by_votes = fit_paired_logit(votes.count_cells()).clustered_covariance(votes, ())
        for model, other in PAIRS:
            difference = shown(ranking.difference(model, other))
            covered += difference.low <= 0 <= difference.high
            contrast = np.eye(4)[model] - np.eye(4)[other]
            error = known(by_votes.standard_error(contrast))
            covered_by_votes += abs(difference.value) <= 1.96 * error
    trials = repeats * len(PAIRS)
    assert covered / trials == pytest.approx(0.955, abs=0.02)
    assert covered_by_votes / trials < 0.85
