"""The JavaScript exercises of aider's polyglot benchmark: examples pass, stubs fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable, ToolchainMissing
from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

EXERCISES = {"affine-cipher": 16, "book-store": 17, "bowling": 30}
"""Name -> how many tests it has."""

RUN_ALL = "xtest = test; xit = it;"
"""Exercism skips all tests but the first, for people who learn; aider runs them all."""


def judge(folder: Path, solution: str, *, setup: str = RUN_ALL) -> Grade:
    name = folder.name
    suite = SuiteSource(
        format=SuiteFormat.JEST,
        code=(folder / f"{name}.spec.js").read_text(),
        setup=setup,
        path=f"{name}.spec.js",
    )
    package = (folder / "package.json").read_text()
    files = {f"{name}.js": (folder / solution).read_text(), "package.json": package}
    try:
        return run_task(find_sandbox(), "javascript", Task(suite=suite, files=files)).grade
    except (SandboxUnavailable, ToolchainMissing) as error:
        pytest.skip(f"NO SANDBOX OR NO NODE HERE: {error.message}")


def exercise(name: str) -> Path:
    return shared_data(f"problems/aider-polyglot/javascript/exercises/practice/{name}")


@pytest.mark.parametrize(("name", "tests"), EXERCISES.items())
def test_it_passes_the_example(name: str, tests: int) -> None:
    grade = judge(exercise(name), ".meta/proof.ci.js")
    assert (grade.verdict, grade.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), grade.message
    assert grade.passed_cases == len(grade.cases) == tests


@pytest.mark.parametrize("name", EXERCISES)
def test_it_fails_the_stub(name: str) -> None:
    grade = judge(exercise(name), f"{name}.js")
    assert grade.verdict in (Verdict.FAILED, Verdict.ERROR)
    assert grade.passed_cases == 0


def test_it_leaves_skipped_tests_alone_unless_told() -> None:
    grade = judge(exercise("book-store"), ".meta/proof.ci.js", setup="")
    assert grade.verdict is Verdict.PASSED, grade.message
    assert grade.passed_cases == 1
    assert sum(case.verdict is Verdict.NOT_RUN for case in grade.cases) == 16
