"""Exercises of aider's polyglot benchmark in Go and Rust: examples pass, stubs fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.acceptance.humaneval_x import require
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

EXERCISES = ("alphametics", "book-store", "bowling")
FORMATS = {"go": SuiteFormat.GO_TEST, "rust": SuiteFormat.CARGO_TEST}
EXAMPLE_MANIFEST = Path(".meta/Cargo-example.toml")


def read_task(language: str, folder: Path, *, is_stub: bool) -> Task:
    """The exercise with its example for a solution, or with the file that it begins with."""
    config = json.loads((folder / ".meta/config.json").read_text())["files"]
    main, *others = config["solution"]
    tests = [path for path in config["test"] if path not in config["solution"]]
    files = {path: (folder / path).read_text() for path in (main, *others)}
    if not is_stub:
        files[main] = (folder / config["example"][0]).read_text()
        if (folder / EXAMPLE_MANIFEST).exists():
            files["Cargo.toml"] = (folder / EXAMPLE_MANIFEST).read_text()
    suite = SuiteSource(
        format=FORMATS[language],
        code=(folder / tests[0]).read_text(),
        path=tests[0],
        setup="--include-ignored" if language == "rust" else "",
        files={path: (folder / path).read_text() for path in _beside(language, folder, tests)},
    )
    return Task(suite=suite, files=files)


def _beside(language: str, folder: Path, tests: list[str]) -> list[str]:
    if language == "rust":
        return tests[1:]
    names = {path.name for path in folder.glob("*_test.go")} | {"go.mod"}
    return sorted(names - {tests[0]})


def grade(language: str, exercise: str, *, is_stub: bool) -> Grade:
    require(language)
    folder = shared_data(f"problems/aider-polyglot/{language}/exercises/practice/{exercise}")
    task = read_task(language, folder, is_stub=is_stub)
    return run_task(find_sandbox(), language, task).grade


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("language", FORMATS)
def test_it_passes_the_example(language: str, exercise: str) -> None:
    done = grade(language, exercise, is_stub=False)
    assert (done.verdict, done.message) == (Verdict.PASSED, "")
    assert done.integrity is Integrity.IN_PROCESS
    assert {case.verdict for case in done.cases} == {Verdict.PASSED}


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("language", FORMATS)
def test_it_fails_the_stub(language: str, exercise: str) -> None:
    done = grade(language, exercise, is_stub=True)
    assert done.verdict in (Verdict.FAILED, Verdict.ERROR)
    assert Verdict.PASSED not in {case.verdict for case in done.cases}
