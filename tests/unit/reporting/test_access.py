from __future__ import annotations

from itertools import product

import pytest

from evaluations.reporting.access import may_see_outcomes, may_take_away

STATES = ("draft", "running", "paused", "closed", "revealed")
OVER = {"closed", "revealed"}


@pytest.mark.parametrize(("role", "state"), list(product(("admin", "analyst"), STATES)))
def test_it_shows_outcomes_to_report_readers_unless_they_still_rate(role, state):
    assert may_see_outcomes(role=role, is_active_panel_member=False, state=state)
    rates = may_see_outcomes(role=role, is_active_panel_member=True, state=state)
    assert rates is (state in OVER)


@pytest.mark.parametrize("state", STATES)
def test_it_shows_outcomes_to_the_panel_only_once_revealed(state):
    member = may_see_outcomes(role="reviewer", is_active_panel_member=True, state=state)
    assert member is (state == "revealed")
    assert not may_see_outcomes(role="reviewer", is_active_panel_member=False, state=state)


@pytest.mark.parametrize(("member", "state"), list(product((True, False), STATES)))
def test_it_never_lets_a_reviewer_take_rows_away(member, state):
    assert not may_take_away(role="reviewer", is_active_panel_member=member, state=state)


def test_it_lets_report_readers_take_away_what_they_see():
    assert may_take_away(role="analyst", is_active_panel_member=False, state="running")
    assert not may_take_away(role="admin", is_active_panel_member=True, state="running")
