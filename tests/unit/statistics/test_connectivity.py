from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from evaluations.statistics.connectivity import (
    Component,
    Connection,
    inspect_connectivity,
    is_side_effect_finite,
)
from evaluations.statistics.outcomes import Cells
from tests.unit.statistics.examples import make_votes, no_votes


def test_it_finds_no_component_without_votes() -> None:
    found = inspect_connectivity(no_votes(3).count_cells())
    assert found.connection is Connection.NO_VOTES
    assert (found.components, found.unplayed) == ((), (0, 1, 2))


def test_it_calls_a_circle_of_wins_strong() -> None:
    circle = make_votes((0, 1, 0, 0, 1), (1, 2, 0, 0, 1), (0, 2, 0, 0, 0), n_models=3)
    assert inspect_connectivity(circle.count_cells()).connection is Connection.STRONG


def test_it_calls_one_who_always_loses_weakly_connected() -> None:
    votes = make_votes((0, 1, 0, 0, 1), (0, 1, 0, 0, 0), (0, 2, 0, 0, 1), n_models=3)
    assert inspect_connectivity(votes.count_cells()).connection is Connection.WEAK


def test_it_lets_a_tie_connect_both_ways() -> None:
    votes = make_votes((0, 1, 0, 0, 0.5), n_models=2)
    assert inspect_connectivity(votes.count_cells()).connection is Connection.STRONG


def test_it_separates_groups_that_never_met_and_leaves_out_who_never_played() -> None:
    votes = make_votes(
        (4, 5, 0, 0, 1), (0, 2, 0, 0, 0.5), (2, 3, 0, 0, 0.5), n_models=6
    ).count_cells()
    found = inspect_connectivity(votes)
    assert found.connection is Connection.DISCONNECTED
    assert found.components == (
        Component(models=(0, 2, 3), is_strong=True),
        Component(models=(4, 5), is_strong=False),
    )
    assert found.unplayed == (1,)


def test_it_ranks_models_connected_although_one_never_played() -> None:
    votes = make_votes((0, 1, 0, 0, 0.5), n_models=3)
    assert inspect_connectivity(votes.count_cells()).connection is Connection.STRONG


def test_it_finds_no_finite_side_effect_when_left_always_won() -> None:
    votes = make_votes((0, 1, 0, 0, 1), (1, 0, 0, 0, 1), n_models=2)
    assert not is_side_effect_finite(votes.count_cells())


def test_it_cannot_tell_side_from_strength_when_a_pair_was_shown_one_way_round() -> None:
    votes = make_votes((0, 1, 0, 0, 1), (0, 1, 0, 0, 0), n_models=2)
    assert not is_side_effect_finite(votes.count_cells())


def test_it_finds_the_side_effect_of_a_pair_shown_both_ways_round() -> None:
    votes = make_votes(
        (0, 1, 0, 0, 1), (0, 1, 0, 0, 0), (1, 0, 0, 0, 1), (1, 0, 0, 0, 0), n_models=2
    )
    assert is_side_effect_finite(votes.count_cells())


def explains_every_point(cells: Cells, sign: float) -> bool:
    """The same question as a linear programme: is there d that with a side effect fits all?"""
    rows, bounds = [], []
    for left, right in zip(*np.nonzero(cells.games), strict=True):
        row = np.zeros(len(cells.games))
        row[[left, right]] = 1, -1
        if cells.left_points[left, right] > 0:
            rows.append(-row)
            bounds.append(sign)
        if cells.left_points[left, right] < cells.games[left, right]:
            rows.append(row)
            bounds.append(-sign)
    solved = linprog(np.zeros(len(cells.games)), A_ub=rows, b_ub=bounds, bounds=(None, None))
    return bool(solved.status == 0)


@given(st.lists(st.sampled_from([0, 0, 1, 2, 3]), min_size=9, max_size=9))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_it_bounds_the_side_effect_exactly_when_no_strengths_explain_it(kinds: list[int]) -> None:
    # Each cell: 0 no vote, 1 only left won, 2 only right won, 3 both.
    table = np.array(kinds).reshape(3, 3)
    np.fill_diagonal(table, 0)
    cells = Cells(
        games=np.array([0.0, 1.0, 1.0, 2.0])[table],
        left_points=np.array([0.0, 1.0, 0.0, 1.0])[table],
    )
    assume(cells.games.any())
    expected = not (explains_every_point(cells, 1.0) or explains_every_point(cells, -1.0))
    assert is_side_effect_finite(cells) == expected
