"""HumanEval-X in Rust: every reference passes its tests, every stub fails them."""

from __future__ import annotations

import pytest

from evaluations.running.grading import Verdict
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from tests.acceptance.humaneval_x import Row, judge_rows, read_rows, require

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

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
    assert wrong == {}
    unharmed = [name for name, one in judged.items() if one.stub not in ("error", "failed")]
    assert unharmed == []
