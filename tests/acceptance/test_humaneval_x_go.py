"""HumanEval-X in Go: every reference passes its tests, every stub fails them."""

from __future__ import annotations

import pytest

from evaluations.running.grading import Verdict
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from tests.acceptance.humaneval_x import Row, judge_rows, read_rows, require

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

UNSTEADY = {"Go/95": "its reference looks at two keys of a map, whose order is random"}
"""References of the data set that are wrong themselves: of these anything but a lie is accepted."""

STUB = '    panic("not written")\n}\n'


def make_task(row: Row, is_stub: bool) -> Task:
    body = STUB if is_stub else row["canonical_solution"]
    return Task(
        suite=SuiteSource(format=SuiteFormat.GO_TEST, code=row["test"], setup=row["test_setup"]),
        files={"solution.go": row["prompt"] + body},
        prompt=row["prompt"],
    )


def test_it_passes_every_reference_and_fails_every_stub() -> None:
    require("go")
    judged = judge_rows("go", read_rows("go"), make_task)
    wrong = {name: one for name, one in judged.items() if one.reference != Verdict.PASSED}
    assert {name: one for name, one in wrong.items() if name not in UNSTEADY} == {}
    assert {one.reference for one in wrong.values()} <= {Verdict.FAILED}
    unharmed = [name for name, one in judged.items() if one.stub not in ("error", "failed")]
    assert unharmed == []
