"""HumanEval-X in Rust: every reference passes its tests, every stub fails them."""

from __future__ import annotations

import pytest

from evaluations.running.grading import Verdict
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from tests.acceptance.humaneval_x import Row, judge_rows, read_rows, require

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

BROKEN = {
    "Rust/32": "all of its tests stand in a comment",
    "Rust/50": "its tests call gen_range(a, b) of rand 0.7, here is a later one",
}
"""Rows of the data set whose tests do not even pass their reference."""

STUB = "\n    todo!()\n}\n"


def make_task(row: Row, is_stub: bool) -> Task:
    given = row["prompt"] + row["declaration"]
    return Task(
        suite=SuiteSource(format=SuiteFormat.CARGO_TEST, code=row["test"]),
        files={"solution.rs": given + (STUB if is_stub else row["canonical_solution"])},
        prompt=given,
    )


def test_it_passes_every_reference_and_fails_every_stub() -> None:
    require("rust")
    judged = judge_rows("rust", read_rows("rust"), make_task)
    wrong = {name: one for name, one in judged.items() if one.reference != Verdict.PASSED}
    assert {name: one for name, one in wrong.items() if name not in BROKEN} == {}
    assert {one.reference for one in wrong.values()} <= {"invalid_input", "error"}
    unharmed = [name for name, one in judged.items() if one.stub not in ("error", "failed")]
    assert set(unharmed) <= {"Rust/32"}
