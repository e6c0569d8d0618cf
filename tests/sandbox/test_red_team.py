"""Attacks on what decides a verdict, by somebody who had read it; honest neighbours pass."""

from __future__ import annotations

import json

import pytest

from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import Limits
from tests.sandbox import red_team
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_both, on_docker_too

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=10.0, cpu_seconds=8)
NOT_COUNTED = {Verdict.PASSED, Verdict.INFRASTRUCTURE_ERROR, Verdict.NOT_RUN}
TEXTS = 'assert f("ab") == "AB"\nassert f("xyz") == "XYZ"\nassert f("q w") == "Q W"'
PYTEST = "from solution import f\n" + "".join(
    f"def test_{number}():\n    assert f({number}) == {2 * number}\n" for number in (1, 2, 3)
)
CASES = [{"stdin": f"{number}\n", "stdout": f"{number + 1}\n"} for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def grade(
    sandbox: Sandbox,
    tests: str,
    source: str,
    form: SuiteFormat = SuiteFormat.ASSERTIONS,
    **files: str,
) -> Grade:
    name = "main.py" if form is SuiteFormat.PROGRAMS else "solution.py"
    suite = SuiteSource(format=form, code=tests)
    task = Task(suite=suite, files={name: source, **files}, entry_point="f", limits=LIMITS)
    return run_task(sandbox, "python", task).grade


@on_both(("tests", "source"), red_team.AGAINST_SPLIT)
def test_it_passes_no_attack_from_the_solutions_process(
    sandbox: Sandbox, tests: str, source: str
) -> None:
    assert grade(sandbox, tests, source).verdict not in NOT_COUNTED


@on_both(("tests", "source"), red_team.ESCAPES)
def test_it_counts_what_tries_not_to_be_judged(sandbox: Sandbox, tests: str, source: str) -> None:
    assert grade(sandbox, tests, source).verdict not in NOT_COUNTED | {Verdict.INTEGRITY_FAILED}


def test_it_lets_tests_await_the_end_of_an_iteration(sandbox: Sandbox) -> None:
    tests = "try:\n    f([])\nexcept StopIteration:\n    pass\nelse:\n    assert False"
    honest = "def f(items):\n    return next(iter(items))\n"
    assert grade(sandbox, tests, honest).verdict is Verdict.PASSED
    broad = tests.replace("StopIteration", "Exception")
    assert grade(sandbox, broad, honest).verdict is Verdict.PASSED


def test_it_ends_no_loop_of_the_tests_in_one_process(sandbox: Sandbox) -> None:
    tests = f"{red_team.LOOPS}assert list(f(lambda: 1)) == [1]"
    done = grade(sandbox, tests, "def f(x):\n    raise StopIteration\n")
    assert (done.verdict, done.integrity) == (Verdict.ERROR, Integrity.IN_PROCESS)


@on_docker_too
def test_it_gives_no_canary_of_a_text_away(sandbox: Sandbox) -> None:
    done = grade(sandbox, TEXTS, red_team.GUESSES)
    assert (done.verdict, done.integrity) == (Verdict.INTEGRITY_FAILED, Integrity.IN_PROCESS)


@on_both(("source", "files"), red_team.AGAINST_PYTEST)
def test_it_passes_no_attack_under_pytest(
    sandbox: Sandbox, source: str, files: dict[str, str]
) -> None:
    done = grade(sandbox, PYTEST, source, SuiteFormat.PYTEST, **files)
    assert done.verdict not in NOT_COUNTED


@on_both(("source",), {name: (text,) for name, text in red_team.BETWEEN_CASES.items()})
def test_it_leaves_nothing_that_a_later_case_could_find(sandbox: Sandbox, source: str) -> None:
    done = grade(sandbox, json.dumps(CASES), source, SuiteFormat.PROGRAMS)
    assert done.verdict is Verdict.FAILED
    assert [case.verdict for case in done.cases][1:] == [Verdict.FAILED] * 2


@on_docker_too
def test_it_limits_no_process_but_its_own(sandbox: Sandbox) -> None:
    source = (
        "import os, resource\n"
        "def f(pid):\n"
        "    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "    try: resource.prlimit(pid or os.getppid(), resource.RLIMIT_CORE)\n"
        "    except PermissionError: return 'refused'\n"
    )
    assert grade(sandbox, "assert f(0) == 'refused'", source).verdict is Verdict.PASSED
