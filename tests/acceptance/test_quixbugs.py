"""QuixBugs: correct programs pass, those with one bug fail; as a table of calls and as pytest."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.limits import Limits
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

PROGRAMS = (
    *("bitcount", "bucketsort", "find_in_sorted", "gcd", "knapsack"),
    *("levenshtein", "mergesort", "quicksort", "sieve", "to_base"),
)
CORRECT, BUGGY = "correct_python_programs", "python_programs"
FULL = bool(os.environ.get("REVIEWPLATFORM_FULL_ACCEPTANCE"))
SECONDS = 90 if FULL else 4  # some bugs are endless loops
LIMITS = Limits(wall_seconds=2 * SECONDS, cpu_seconds=SECONDS)
SETUP = "import pytest\npytest.use_correct, pytest.run_slow = {correct}, False\n"
TOO_SLOW = (6404180, "amanaplanacanalpanama", *(() if FULL else ("rosettacode",)))
"""First arguments of calls that take minutes in the correct program (QuixBugs' own tests skip them
while they run), or some ten seconds."""

OF_THE_SOLUTION = {Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY}


def text(path: str) -> str:
    return shared_data(f"problems/quixbugs/{path}").read_text()


def pairs_of(name: str) -> list[tuple[list[Any], Any]]:
    """Arguments and what is to be returned."""
    pairs = [json.loads(line) for line in text(f"json_testcases/{name}.json").splitlines()]
    as_lists = [(given if isinstance(given, list) else [given], value) for given, value in pairs]
    return [pair for pair in as_lists if pair[0][0] not in TOO_SLOW]


def calls_of(name: str) -> SuiteSource:
    rows = [{"call": name, "args": given, "returns": value} for given, value in pairs_of(name)]
    return SuiteSource(format=SuiteFormat.CALLS, code=json.dumps(rows))


def pytest_of(name: str, folder: str) -> SuiteSource:
    """The test file where QuixBugs has it, beside what it imports and reads."""
    loading = "python_testcases/load_testdata.py"
    lines = "".join(f"{json.dumps(pair)}\n" for pair in pairs_of(name))
    return SuiteSource(
        format=SuiteFormat.PYTEST,
        code=text(f"python_testcases/test_{name}.py"),
        setup=SETUP.format(correct=folder == CORRECT),
        path=f"python_testcases/test_{name}.py",
        files={loading: text(loading), f"json_testcases/{name}.json": lines},
    )


def judge(name: str, folder: str, suite: SuiteSource) -> Grade:
    try:
        sandbox = find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")
    path = str(Path(folder, f"{name}.py"))
    task = Task(suite=suite, files={path: text(path)}, entry_point=name, limits=LIMITS)
    return run_task(sandbox, "python", task).grade


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_tells_the_correct_program_from_the_one_with_a_bug_by_calls(name: str) -> None:
    suite = calls_of(name)
    correct, buggy = (judge(name, folder, suite) for folder in (CORRECT, BUGGY))
    assert (correct.verdict, correct.integrity) == (Verdict.PASSED, Integrity.SPLIT), correct
    assert correct.passed_cases == len(correct.cases) == len(json.loads(suite.code))
    assert buggy.verdict in OF_THE_SOLUTION, buggy


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_tells_the_correct_program_from_the_one_with_a_bug_by_pytest(name: str) -> None:
    correct, buggy = (judge(name, folder, pytest_of(name, folder)) for folder in (CORRECT, BUGGY))
    assert (correct.verdict, correct.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), correct
    assert buggy.verdict in OF_THE_SOLUTION, buggy
