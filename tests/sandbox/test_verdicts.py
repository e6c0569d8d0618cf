"""What honest solutions meet when their tests run apart from them."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_docker_too

pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def run(
    sandbox: Sandbox, tests: str, solution: str, *, setup: str = "", **options: Any
) -> SuiteRun:
    suite = SuiteSource(format=SuiteFormat.ASSERTIONS, code=tests, setup=setup)
    task = Task(suite=suite, files={"solution.py": solution}, **options)
    return run_task(sandbox, "python", task)


def grade(sandbox: Sandbox, tests: str, solution: str, **options: Any) -> Grade:
    return run(sandbox, tests, solution, **options).grade


@pytest.mark.parametrize(
    ("tests", "solution"),
    [
        ("x = [3, 1]\nf(x)\nassert x == [1, 3]", "def f(x): x.sort()"),
        ("d = {}\nf(d)\nassert d == {'a': 1}", "def f(d): d['a'] = 1"),
        ("s = {1}\nf(s)\nassert s == {1, 2}", "def f(s): s.add(2)"),
        ("b = bytearray(b'a')\nf(b)\nassert b == b'aa'", "def f(b): b.extend(b'a')"),
    ],
    ids=["list", "dict", "set", "bytearray"],
)
def test_it_shows_the_tests_what_was_changed_in_place(
    sandbox: Sandbox, tests: str, solution: str
) -> None:
    assert grade(sandbox, tests, solution).verdict is Verdict.PASSED


def test_it_leaves_what_canaries_use_up_to_the_real_tests(sandbox: Sandbox) -> None:
    tests = (
        "lines = (n for n in range(3))\nassert f(lines) == 3\n"
        "more = iter([1, 2])\nassert f(more) == 3\nassert list(more) == []"
    )
    for _ in range(4):  # which statement runs first is drawn anew each time
        done = grade(sandbox, tests, "def f(numbers): return sum(numbers)")
        assert (done.verdict, done.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS)


SUBTESTS = """
import unittest
from solution import f
class FTest(unittest.TestCase):
    def test_f(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertEqual(f(n), 2 * n)
    def test_zero(self):
        self.assertEqual(f(0), 0)
"""


@pytest.mark.parametrize(
    ("solution", "verdict"),
    [
        ("def f(n): return 2 * n", Verdict.PASSED),
        ("def f(n): return min(2 * n, 3)", Verdict.FAILED),
    ],
)
def test_it_takes_a_test_with_subtests_for_one_test(
    sandbox: Sandbox, solution: str, verdict: Verdict
) -> None:
    suite = SuiteSource(format=SuiteFormat.UNITTEST, code=SUBTESTS)
    task = Task(suite=suite, files={"solution.py": solution})
    done = run_task(sandbox, "python", task).grade
    assert (done.verdict, len(done.cases)) == (verdict, 2)


@pytest.mark.parametrize(
    "value",
    [
        *("None", "True", "10**5000", "-0.5", "float('inf')", "1j", "'\\ud800'", "b'\\x00\\xff'"),
        *("[1, [2, (3,)]]", "{1, 2}", "frozenset('ab')", "{(1, 2): {'a': None}}", "range(3)"),
    ],
)
def test_it_brings_values_across_unchanged(sandbox: Sandbox, value: str) -> None:
    tests = f"assert f({value}) == {value}\nassert type(f({value})) is type({value})"
    done = grade(sandbox, tests, "def f(x): return x")
    assert done.verdict is Verdict.PASSED
    assert done.integrity is Integrity.SPLIT


def test_it_raises_errors_of_the_solution_by_their_type(sandbox: Sandbox) -> None:
    tests = """
try:
    f(-1)
except ValueError as error:
    assert str(error) == "negative"
else:
    assert False
"""
    solution = "class Negative(ValueError): pass\ndef f(x): raise Negative('negative')"
    assert grade(sandbox, tests, solution).verdict is Verdict.PASSED


def test_it_says_where_an_error_was_raised(sandbox: Sandbox) -> None:
    done = grade(sandbox, "assert f([]) == 1", "def f(x):\n    return x[0]\n")
    assert done.verdict is Verdict.ERROR
    assert done.cases[0].message == "IndexError: list index out of range (line 2)"
    assert done.cases[0].input == "f([])"


def test_it_keeps_what_the_solution_remembers_between_calls(sandbox: Sandbox) -> None:
    solution = "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n"
    assert grade(sandbox, "assert f(1) == 1\nassert f(1) == 2", solution).verdict is Verdict.PASSED


def test_it_calls_with_names_and_defaults(sandbox: Sandbox) -> None:
    tests = "assert f(1, scale=3) == 3\nassert f(1) == 2\nassert list(map(f, [1, 2])) == [2, 4]"
    assert grade(sandbox, tests, "def f(x, scale=2): return x * scale").verdict is Verdict.PASSED


def test_it_reads_constants_of_the_solution(sandbox: Sandbox) -> None:
    assert grade(sandbox, "assert LIMIT == 3", "LIMIT = 3").verdict is Verdict.PASSED


def test_it_uses_helpers_of_the_prompt_from_the_prompt(sandbox: Sandbox) -> None:
    prompt = "def double(x):\n    return 2 * x\n\ndef half(x):\n    '''Half of x.'''\n"
    suite = SuiteSource(
        format=SuiteFormat.CHECK_FUNCTION,
        code="def check(candidate):\n    assert double(candidate(6)) == 6",
    )
    cheat = "def double(x):\n    return 6\n\ndef half(x):\n    return 0\n"
    for solution, verdict in ((prompt + "    return x // 2\n", "passed"), (cheat, "failed")):
        files = {"solution.py": solution}
        task = Task(suite=suite, files=files, prompt=prompt, entry_point="half")
        done = run_task(sandbox, "python", task)
        assert done.grade.verdict.value == verdict


def test_it_judges_a_solution_named_like_a_builtin(sandbox: Sandbox) -> None:
    done = grade(sandbox, "assert sum(2, 3) == 5", "def sum(a, b): return a + b", entry_point="sum")
    assert done.verdict is Verdict.PASSED


def test_it_lets_no_solution_replace_a_builtin_that_tests_use(sandbox: Sandbox) -> None:
    tests = "assert abs(f(1) - 5) < 1e-6"
    solution = "def abs(x): return 0\ndef f(x): return -1"
    assert grade(sandbox, tests, solution, entry_point="f").verdict is Verdict.FAILED


@on_docker_too
@pytest.mark.parametrize(
    ("tests", "solution"),
    [
        ("assert list(f(3)) == [0, 1, 2]", "def f(n):\n    yield from range(n)"),
        ("assert f(lambda x: x + 1) == 2", "def f(g): return g(1)"),
        (
            "assert Pair(1, 2).total() == 3",
            "class Pair(tuple):\n"
            "    def __new__(cls, *a): return tuple.__new__(cls, a)\n"
            "    def total(self): return sum(self)",
        ),
    ],
    ids=["generator", "function as argument", "class"],
)
def test_it_runs_in_one_process_what_cannot_cross_and_says_so(
    sandbox: Sandbox, tests: str, solution: str
) -> None:
    done = grade(sandbox, tests, solution)
    assert done.verdict is Verdict.PASSED
    assert done.integrity is Integrity.IN_PROCESS
    assert "cannot cross" in done.message


def test_it_fails_what_cannot_cross_and_is_wrong(sandbox: Sandbox) -> None:
    done = grade(sandbox, "assert list(f(3)) == [0, 1, 2]", "def f(n): yield 7")
    assert done.verdict is Verdict.FAILED


def test_it_builds_the_solutions_classes_in_the_setup(sandbox: Sandbox) -> None:
    solution = "class Node:\n    depth = 1\ndef depth(n): return n.depth"
    assert grade(sandbox, "assert depth(root) == 1", solution, setup="root = Node()").verdict is (
        Verdict.PASSED
    )


@on_docker_too
def test_it_keeps_the_cases_before_a_timeout(sandbox: Sandbox) -> None:
    solution = "def f(x):\n    while x: pass\n    return 0\n"
    tests = "assert f(0) == 0\nassert f(1) == 0\nassert f(0) == 0"
    done = grade(sandbox, tests, solution, limits=Limits(wall_seconds=2.0))
    assert done.verdict is Verdict.TIMEOUT
    assert [case.verdict.value for case in done.cases] == ["passed", "timeout", "not_run"]


@on_docker_too
def test_it_names_a_lack_of_memory(sandbox: Sandbox) -> None:
    limits = Limits(memory_bytes=64 * MEBIBYTE)
    solution = "def f(x): return len([bytearray(b'x' * 2**20) for _ in range(x)])"
    done = grade(sandbox, "assert f(1) == 1\nassert f(500) == 500", solution, limits=limits)
    assert done.verdict is Verdict.OUT_OF_MEMORY
    assert [case.verdict.value for case in done.cases] == ["passed", "out_of_memory"]


@on_docker_too
def test_it_tells_a_crash_from_a_wrong_answer(sandbox: Sandbox) -> None:
    solution = "import ctypes\ndef f(x): return ctypes.string_at(0)"
    done = grade(sandbox, "assert f(1) == 1", solution)
    assert done.verdict is Verdict.ERROR
    assert "SIGSEGV" in done.message


def test_it_survives_endless_recursion(sandbox: Sandbox) -> None:
    done = grade(
        sandbox, "assert f(1) == 1\nassert g() == 2", "def f(x): return f(x)\ndef g(): return 2"
    )
    assert [case.verdict.value for case in done.cases] == ["error", "passed"]
    assert "RecursionError" in done.cases[0].message


def test_it_gives_the_solution_no_input_and_keeps_its_output(sandbox: Sandbox) -> None:
    solution = "def f():\n    print('said')\n    return input()\n"
    done = run(sandbox, "assert f() == ''", solution)
    assert done.outcome.stdout == b"said\n"
    assert "EOFError" in done.grade.cases[0].message


def test_it_never_blames_the_solution_for_a_missing_module_of_the_tests(
    sandbox: Sandbox,
) -> None:
    done = grade(sandbox, "assert f(1) == 1", "def f(x): return x", setup="import absent_module")
    assert done.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert "absent_module" in done.message


@on_docker_too
def test_it_repeats_chance_and_hashing(sandbox: Sandbox) -> None:
    solution = "import random\ndef f(): return [random.random(), hash('x')]"
    shown = {grade(sandbox, "assert f() == 0", solution, seed=7).cases[0].got for _ in range(2)}
    assert len(shown) == 1
    other = grade(sandbox, "assert f() == 0", solution, seed=8).cases[0].got
    assert other not in shown


def test_it_records_what_was_fixed(sandbox: Sandbox) -> None:
    done = run(sandbox, "assert f() == 1", "def f(): return 1", seed=7)
    environment = done.outcome.environment
    assert (environment["seed"], environment["hash seed"], environment["time zone"]) == (
        *("7", "7", "UTC"),
    )
    assert {"sandbox", "kernel", "architecture", "python", "locale", "harness"} <= set(environment)


def test_it_imports_the_other_files_of_a_solution(sandbox: Sandbox) -> None:
    suite = SuiteSource(format=SuiteFormat.ASSERTIONS, code="assert f(2) == 4")
    files = {
        "main.py": "from parts.twice import twice\ndef f(x): return twice(x)",
        "parts/__init__.py": "",
        "parts/twice.py": "def twice(x): return 2 * x",
    }
    done = run_task(sandbox, "python", Task(suite=suite, files=files, entry_point="f"))
    assert done.grade.verdict is Verdict.PASSED


def test_it_passes_over_marked_skips_under_pytest(sandbox: Sandbox) -> None:
    code = (
        "import pytest\nfrom solution import f\n"
        "def test_one(): assert f(1) == 1\n"
        "@pytest.mark.skip\ndef test_two(): assert f(1) == 2\n"
        "def test_three():\n    with pytest.raises(TypeError):\n        f()\n"
    )
    suite = SuiteSource(format=SuiteFormat.PYTEST, code=code)
    task = Task(suite=suite, files={"solution.py": "def f(x): return x"})
    done = run_task(sandbox, "python", task)
    assert [case.verdict.value for case in done.grade.cases] == ["passed", "not_run", "passed"]
    assert done.grade.verdict is Verdict.PASSED


def test_it_says_which_error_broke_the_collection(sandbox: Sandbox) -> None:
    suite = SuiteSource(format=SuiteFormat.PYTEST, code="from solution import g\ndef test_g(): g()")
    task = Task(suite=suite, files={"solution.py": "def f(x): return x"})
    done = run_task(sandbox, "python", task)
    assert done.grade.verdict is Verdict.ERROR
    assert "cannot import name 'g'" in done.grade.message
