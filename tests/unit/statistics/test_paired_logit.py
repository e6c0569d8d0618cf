from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit, xlogy

from evaluations.statistics import paired_logit
from evaluations.statistics.outcomes import Cells
from evaluations.statistics.paired_logit import LogitFit, Prior, fit_paired_logit
from tests.data import shared_data
from tests.unit.statistics.examples import TEAMS, draw_votes, read_baseball

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import choix
    import evalica

# Cited in row by citing in column (Stigler 1994; Agresti 2002, page 448).
JOURNALS = np.array(
    [[714, 730, 498, 221], [33, 425, 68, 17], [320, 813, 1072, 142], [284, 276, 325, 188]],
    dtype=np.float64,
)


def cells_of_wins(wins: np.ndarray) -> Cells:
    """Cells of an unordered table: the model of the lower code is shown left."""
    return Cells(games=np.triu(wins + wins.T, 1), left_points=np.triu(wins, 1))


def against_first(fit: LogitFit) -> tuple[np.ndarray, np.ndarray]:
    """Strengths and standard errors relative to model 0, as if votes were independent."""
    size = len(fit.strengths)
    contrasts = np.eye(size)[1:] - np.eye(size)[0]
    inner = fit.covariance[:size, :size]
    errors = np.sqrt(np.einsum("ci,ij,cj->c", contrasts, inner, contrasts))
    return contrasts @ fit.strengths, errors


def deviance(cells: Cells, fit: LogitFit) -> float:
    logits = fit.strengths[:, np.newaxis] - fit.strengths + (fit.side_effect or 0.0)
    fitted = cells.games / (1 + np.exp(-logits))
    lost, missed = cells.games - cells.left_points, cells.games - fitted
    seen = cells.games > 0
    won = xlogy(cells.left_points, np.divide(cells.left_points, fitted, where=seen, out=seen * 1.0))
    lost_part = xlogy(lost, np.divide(lost, missed, where=seen, out=seen * 1.0))
    return 2 * float((won + lost_part)[seen].sum())


@pytest.mark.parametrize(
    ("with_home", "expected_deviance", "model"),
    [(False, 44.053, "model1_no_home"), (True, 38.643, "model2_home")],
)
def test_it_reproduces_the_baseball_season(
    with_home: bool, expected_deviance: float, model: str
) -> None:
    cells = read_baseball()
    published = json.loads(shared_data("human/bt-baseball/expected.json").read_text())[model]
    fit = fit_paired_logit(cells, with_side_effect=with_home)
    strengths, errors = against_first(fit)
    for team, strength, error in zip(TEAMS[1:], strengths, errors, strict=True):
        assert [strength, error] == pytest.approx(published[team], abs=5.1e-5)
    assert deviance(cells, fit) == pytest.approx(expected_deviance, abs=5e-4)


def test_it_reproduces_the_home_effect_with_its_standard_error() -> None:
    fit = fit_paired_logit(read_baseball(), with_side_effect=True)
    assert fit.side_effect == pytest.approx(0.3023, abs=5e-5)
    assert np.sqrt(fit.covariance[-1, -1]) == pytest.approx(0.1309, abs=5e-5)


def test_it_reproduces_the_journal_citations() -> None:
    cells = cells_of_wins(JOURNALS)
    fit = fit_paired_logit(cells)
    strengths, errors = against_first(fit)
    assert strengths == pytest.approx([-2.94907, -0.47957, 0.26895], abs=6e-6)
    assert errors == pytest.approx([0.10255, 0.06059, 0.07083], abs=6e-6)
    assert deviance(cells, fit) == pytest.approx(4.2934, abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_choix_without_ties(seed: int) -> None:
    random = np.random.default_rng(seed)
    votes = draw_votes(
        random,
        strengths=random.normal(0, 1, 7),
        problems=90,
        reviewers=8,
        per_problem=8,
        ties=0.0,
    )
    left_won = votes.left_score == 1
    winners = np.where(left_won, votes.left, votes.right)
    losers = np.where(left_won, votes.right, votes.left)
    oracle = choix.ilsr_pairwise(7, list(zip(winners, losers, strict=True)), tol=1e-12)
    fit = fit_paired_logit(votes.count_cells())
    assert fit.strengths == pytest.approx(oracle - oracle.mean(), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_evalica_on_ties_as_half_wins(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    votes = draw_votes(
        random,
        strengths=random.normal(0, 1, 6),
        problems=80,
        reviewers=8,
        per_problem=8,
        ties=0.3,
    )
    outcomes = {1.0: evalica.Winner.X, 0.0: evalica.Winner.Y, 0.5: evalica.Winner.Draw}
    oracle = evalica.bradley_terry(
        votes.left.tolist(),
        votes.right.tolist(),
        [outcomes[score] for score in votes.left_score],
        tolerance=1e-12,
        limit=100_000,
    )
    logs = np.log(oracle.scores.sort_index().to_numpy())
    fit = fit_paired_logit(votes.count_cells())
    assert fit.strengths == pytest.approx(logs - logs.mean(), abs=1e-5)


@given(
    st.lists(st.integers(1, 1_000_000), min_size=2, max_size=2),
    st.integers(1, 1000),
)
@settings(derandomize=True, deadline=None)
def test_it_gives_two_models_the_logit_of_their_win_rate(wins: list[int], scale: int) -> None:
    won, lost = wins[0], wins[1] * scale
    fit = fit_paired_logit(cells_of_wins(np.array([[0, won], [lost, 0]], dtype=np.float64)))
    expected = logit(won / (won + lost))
    assert fit.strengths[0] - fit.strengths[1] == pytest.approx(expected, abs=1e-6)


def test_it_converges_on_a_chain_of_extreme_odds() -> None:
    wins = np.diag(np.full(9, 1e6), 1) + np.diag(np.ones(9), -1)
    fit = fit_paired_logit(cells_of_wins(wins))
    assert -np.diff(fit.strengths) == pytest.approx(np.full(9, np.log(1e6)), rel=1e-6)


def test_it_bounds_an_unbeaten_model_by_the_ghost_player() -> None:
    wins = np.array([[0, 20.0], [0, 0]])
    fit = fit_paired_logit(cells_of_wins(wins), prior=Prior.GHOST_PLAYER)
    assert fit.strengths.sum() == pytest.approx(0)
    assert 2 < fit.strengths[0] - fit.strengths[1] < 10
    # Half a win and half a loss of each against a third, fitted by hand as three models.
    ghost = np.array([[0, 20, 0.5], [0, 0, 0.5], [0.5, 0.5, 0]])
    three = fit_paired_logit(cells_of_wins(ghost)).strengths
    assert fit.strengths[0] - fit.strengths[1] == pytest.approx(three[0] - three[1])


def test_it_says_so_when_there_is_no_finite_maximum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paired_logit, "MAX_STEPS", 3)
    with pytest.raises(ArithmeticError, match="connectivity"):
        fit_paired_logit(cells_of_wins(np.array([[0, 9.0], [0, 0]])))
