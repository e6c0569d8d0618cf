"""Tables of calls: how their cases are named."""

from __future__ import annotations

import json

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.calls import name_cases, read_calls
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict

ROWS = (
    {"call": "f", "args": [1], "returns": 2, "name": "one more"},
    {"call": "f", "args": [1], "returns": 2},
    {"call": "f", "args": [None, "a"], "raises": "TypeError"},
)


def grade_of(*names: str) -> Grade:
    cases = tuple(CaseResult(name=name, source=name, verdict=Verdict.PASSED) for name in names)
    return Grade(verdict=Verdict.PASSED, cases=cases, integrity=Integrity.SPLIT)


def test_it_shows_a_case_under_the_name_of_its_row() -> None:
    named = name_cases(grade_of("f(1) == 2", "f(1) == 2", "try:"), read_calls(json.dumps(ROWS)))
    assert [case.name for case in named.cases] == [
        "one more",
        "f(1) == 2",
        'f(null, "a") raises TypeError',
    ]
    assert [case.source for case in named.cases] == ["f(1) == 2", "f(1) == 2", "try:"]


def test_it_leaves_cases_alone_that_are_not_the_rows() -> None:
    grade = grade_of("f(1) == 2")
    assert name_cases(grade, read_calls(json.dumps(ROWS))) == grade


def test_it_refuses_a_name_that_is_no_text() -> None:
    with pytest.raises(InvalidInput, match="Row 1 of the table of calls has a 'name' that is no"):
        read_calls(json.dumps([{**ROWS[0], "name": 1}]))
