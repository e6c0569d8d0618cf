"""Programs for the sandbox hold the solution, never the tests of a split run."""

from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.languages.python import prepare
from evaluations.running.python_suites.cases import plan_cases
from evaluations.running.python_suites.programs import (
    SolutionFiles,
    build_in_process,
    build_split,
    python_settings,
)
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.limits import PYTHON_TESTS

SUITE = SuiteSource(format=SuiteFormat.ASSERTIONS, code="assert f(1) == 2\nassert f(2) == 3")
PLAN = plan_cases(SUITE, "", "f")
SOLUTION = SolutionFiles(files={"solution.py": "def f(x): return x + 1"}, main="solution.py")


@pytest.mark.parametrize(
    ("files", "entry_point", "main"),
    [
        ({"solution.py": ""}, "f", "solution.py"),
        ({"a.py": "x = 1", "b.py": "def f(): pass"}, "f", "b.py"),
        ({"a.py": "def f(:", "b.py": "async def f(): pass"}, "f", "b.py"),
        ({"README.md": "f", "pkg/code.py": "class F: pass"}, "F", "pkg/code.py"),
        ({"b.py": "", "a.py": ""}, "", "a.py"),
    ],
)
def test_it_finds_the_file_with_the_entry_point(
    files: dict[str, str], entry_point: str, main: str
) -> None:
    assert SolutionFiles.choose_main(files, entry_point).main == main


def test_it_refuses_a_solution_without_python() -> None:
    with pytest.raises(InvalidInput, match="no Python file"):
        SolutionFiles.choose_main({"notes.txt": "x"}, "f")


def test_it_keeps_the_tests_out_of_every_file_of_a_split_run() -> None:
    program = build_split(PLAN, SOLUTION, PYTHON_TESTS, seed=1)
    assert not any(b"f(1)" in data for data in program.files.values())
    assert b"f(1)" in program.stdin


def test_it_names_statements_alike_whether_canary_or_not() -> None:
    program, key = build_in_process(PLAN, SOLUTION, PYTHON_TESTS, seed=1)
    assert {len(name) for name in key} == {16}
    assert sum(named.is_canary for named in key.values()) == 4
    assert b"canary" not in program.stdin


def test_it_makes_two_canaries_of_a_single_case() -> None:
    single = plan_cases(
        SuiteSource(format=SuiteFormat.ASSERTIONS, code="assert f(1) == 2"), "", "f"
    )
    _, key = build_in_process(single, SOLUTION, PYTHON_TESTS, seed=1)
    assert sum(named.is_canary for named in key.values()) == 2


def test_it_fixes_and_records_what_would_vary() -> None:
    program = build_split(PLAN, SOLUTION, PYTHON_TESTS, seed=20_261_123)
    settings = python_settings(20_261_123)
    assert program.environment["PYTHONHASHSEED"] == settings["hash seed"] == "20261123"
    assert (settings["seed"], settings["time zone"]) == ("20261123", "UTC")
    assert 0 <= int(python_settings(2**40)["hash seed"]) < 2**32


def test_it_offers_the_tools_only_to_test_files() -> None:
    suite = SuiteSource(format=SuiteFormat.PYTEST, code="def test_f(): assert True")
    files = {"solution.py": "def f(x): return x"}
    split = Task(suite=SUITE, files=files, entry_point="f")
    assert prepare(Task(suite=suite, files=files), PYTHON_TESTS).program.needs_tools
    assert not prepare(split, PYTHON_TESTS).program.needs_tools
