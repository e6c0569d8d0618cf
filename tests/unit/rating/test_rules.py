from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from evaluations.rating.rules import LineNote, Submission, find_faults

SCALES = {"readability": 5, "maintainability": 5}
COMPLETE = Submission(
    idempotency_key=UUID(int=1),
    preference="tie_good",
    ratings={key: {"left": 1, "right": 5} for key in SCALES},
)
NOTE = LineNote(
    side="left", path="solution.py", first_line=1, last_line=2, category="bug", text="Wrong."
)


def test_it_accepts_a_complete_review() -> None:
    assert find_faults(replace(COMPLETE, line_comments=(NOTE,)), SCALES) == {}


def test_it_names_every_fault_at_once() -> None:
    broken = replace(
        COMPLETE,
        preference="neither",
        confidence=7,
        ratings={"readability": {"left": 0, "right": 5}, "beauty": {"left": 1}},
        active_seconds=-1,
    )
    assert set(find_faults(broken, SCALES)) == {
        "preference",
        "confidence",
        "active_seconds",
        "ratings.readability.left",
        "ratings.maintainability.left",
        "ratings.maintainability.right",
        "ratings.beauty",
    }


@pytest.mark.parametrize("text", ["nul \x00 byte", "lone \ud800 surrogate"])
def test_it_refuses_text_that_the_database_cannot_hold(text: str) -> None:
    assert "comment" in find_faults(replace(COMPLETE, comment=text), SCALES)


@pytest.mark.parametrize(
    "change",
    [{"side": "top"}, {"category": "rant"}, {"first_line": 3}, {"first_line": 0}, {"text": "  "}],
)
def test_it_refuses_a_note_that_points_nowhere(change: dict[str, object]) -> None:
    note = replace(NOTE, **change)  # type: ignore[arg-type]
    faults = find_faults(replace(COMPLETE, line_comments=(NOTE, note)), SCALES)
    assert list(faults) == ["line_comments.1"]


def test_it_takes_two_sends_of_one_review_for_equal() -> None:
    again = replace(COMPLETE, idempotency_key=UUID(int=2), active_seconds=9)
    assert again.content_hash() == COMPLETE.content_hash()
    assert replace(COMPLETE, comment="more").content_hash() != COMPLETE.content_hash()
