"""aider's exercises in Python: the example passes, the stub that models start from fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluations.assembly.assembling import FILES, assemble
from evaluations.errors import SandboxUnavailable
from evaluations.running.grading import Grade, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

TESTS_OF = {"affine-cipher": 16, "book-store": 20, "bowling": 31}


def judge(folder: Path, *, solved: bool) -> Grade:
    try:
        sandbox = find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")
    files = json.loads((folder / ".meta/config.json").read_text())["files"]
    (stub,), (test,), (example,) = (files[kind] for kind in ("solution", "test", "example"))
    starter = {stub: (folder / stub).read_text()}
    solution = [{"path": stub, "text": (folder / example).read_text()}] if solved else []
    suite = SuiteSource(format=SuiteFormat.UNITTEST, code=(folder / test).read_text(), path=test)
    task = Task(suite=suite, files=assemble(starter, FILES, solution))
    return run_task(sandbox, "python", task).grade


@pytest.mark.parametrize("exercise", TESTS_OF)
def test_it_passes_the_example_and_fails_the_stub(exercise: str) -> None:
    folder = shared_data(f"problems/aider-polyglot/python/exercises/practice/{exercise}")
    example, stub = (judge(folder, solved=solved) for solved in (True, False))
    assert example.verdict is Verdict.PASSED, example.message
    assert example.passed_cases == len(example.cases) == TESTS_OF[exercise]
    assert stub.verdict in (Verdict.FAILED, Verdict.ERROR), stub.message
    assert stub.passed_cases == 0
