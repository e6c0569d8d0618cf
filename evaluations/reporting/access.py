"""Who may see outcomes: the one rule that every surface of a report asks."""

from __future__ import annotations

REPORT_READERS = frozenset({"admin", "analyst"})
RATING_IS_OVER = frozenset({"closed", "revealed"})


def may_see_outcomes(*, role: str, is_active_panel_member: bool, state: str) -> bool:
    """Whether a person may see which model did how well, in this state of the campaign.

    Who still rates sees nothing, whatever the role: outcomes would colour their judgement. Admins
    and analysts who do not rate see a report at any time; the panel once the campaign is revealed.
    """
    if role in REPORT_READERS:
        return not is_active_panel_member or state in RATING_IS_OVER
    return is_active_panel_member and state == "revealed"


def may_take_away(*, role: str, is_active_panel_member: bool, state: str) -> bool:
    """Whether a person may build reports and export rows: admins and analysts who see outcomes."""
    return role in REPORT_READERS and may_see_outcomes(
        role=role, is_active_panel_member=is_active_panel_member, state=state
    )
