"""No wrong JavaScript is graded as right, in any way of running; every right one is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evaluations.errors import ToolchainMissing
from evaluations.running.grading import Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox import node_forgeries as forgeries
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_both

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=10.0, cpu_seconds=8, memory_bytes=512 * MEBIBYTE, processes=64)
CALLS = {"[1, 2, 3]": 6, "[]": 0, "[-1, 1, 5]": 5, "[10]": 10, "[2, 2]": 4}

CONSOLE = "const testTotal = () => {\n" + "".join(
    f"  console.assert(total({given}) === {returned})\n" for given, returned in CALLS.items()
)
CONSOLE += "}\ntestTotal()\n"
ASSERT = "const assert = require('node:assert');\n" + "".join(
    f"assert.equal(total({given}), {returned});\n" for given, returned in CALLS.items()
)
CHECK = "function check(candidate) {\n" + "".join(
    f"  assert.deepEqual(candidate({given}), {returned});\n" for given, returned in CALLS.items()
)
CHECK += "}\n"
JEST = "const { total } = require('./solution');\ndescribe('total', () => {\n" + "".join(
    f"  test('of {given}', () => {{ expect(total({given})).toBe({returned}); }});\n"
    for given, returned in CALLS.items()
)
JEST += "});\n"
NODE_TEST = (
    "const { total } = require('./solution');\n"
    "const test = require('node:test');\nconst assert = require('node:assert');\n"
) + "".join(
    f"test('of {given}', () => {{ assert.strictEqual(total({given}), {returned}); }});\n"
    for given, returned in CALLS.items()
)
SPLIT = {
    "console.assert": SuiteSource(format=SuiteFormat.ASSERTIONS, code=CONSOLE),
    "assert": SuiteSource(format=SuiteFormat.ASSERTIONS, code=ASSERT),
    "check": SuiteSource(format=SuiteFormat.CHECK_FUNCTION, code=CHECK),
}
FILES = {
    "jest": SuiteSource(format=SuiteFormat.JEST, code=JEST),
    "node:test": SuiteSource(format=SuiteFormat.NODE_TEST, code=NODE_TEST),
}
AGAINST_ALL = {
    **forgeries.LEAVES_EARLY,
    **forgeries.ALWAYS_EQUAL,
    **forgeries.REPLACES_THE_JUDGE,
    **forgeries.WRITES_THE_REPORT,
}
AGAINST_SPLIT = {
    **AGAINST_ALL,
    **forgeries.LOOKS_FOR_THE_TESTS,
    **forgeries.ATTACKS_THE_TESTS,
}
AGAINST_FILES = {**AGAINST_ALL, **forgeries.REPLACES_THE_RUNNER}


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def run(sandbox: Sandbox, suite: SuiteSource, source: str) -> SuiteRun:
    task = Task(
        suite=suite,
        files={"solution.js": f"{source}\nmodule.exports = {{ total }};\n"},
        entry_point="total",
        limits=LIMITS,
    )
    try:
        return run_task(sandbox, "javascript", task)
    except ToolchainMissing as error:
        pytest.skip(f"NO NODE HERE, no forgery is tested: {error.message}")


def cases(
    suites: Mapping[str, SuiteSource], sources: Mapping[str, str], *, every: int = 3
) -> pytest.MarkDecorator:
    """Each with each on bubblewrap; every third on Docker too."""
    pairs = {
        f"{suite_name}: {name}": (suite, source)
        for suite_name, suite in suites.items()
        for name, source in sources.items()
    }
    return on_both(("suite", "source"), pairs, every=every)


@cases({"console.assert": SPLIT["console.assert"]}, AGAINST_SPLIT)
def test_it_refuses_what_is_wrong_when_apart(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    assert run(sandbox, suite, source).grade.verdict is not Verdict.PASSED


@cases({"assert": SPLIT["assert"], "check": SPLIT["check"]}, forgeries.ALWAYS_EQUAL)
def test_it_compares_values_that_do_not_behave(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    assert run(sandbox, suite, source).grade.verdict is not Verdict.PASSED


@cases({"assert": SPLIT["assert"]}, forgeries.BREAKS_OUT_OF_THE_SPLIT)
def test_it_refuses_what_forces_one_process_and_cheats_there(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    grade = run(sandbox, suite, source).grade
    assert grade.integrity is Integrity.IN_PROCESS
    assert grade.verdict in (Verdict.INTEGRITY_FAILED, Verdict.FAILED)


@cases(FILES, AGAINST_FILES)
def test_it_refuses_what_is_wrong_in_one_process(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    grade = run(sandbox, suite, source).grade
    assert grade.integrity is Integrity.IN_PROCESS
    assert grade.verdict not in (Verdict.PASSED, Verdict.NOT_RUN)


@cases(SPLIT, forgeries.HONEST)
def test_it_passes_what_is_right_when_apart(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    grade = run(sandbox, suite, source).grade
    assert (grade.verdict, grade.integrity) == (Verdict.PASSED, Integrity.SPLIT), grade.message
    assert len(grade.cases) == len(CALLS)


@cases(FILES, forgeries.HONEST)
def test_it_passes_what_is_right_in_one_process(
    sandbox: Sandbox, suite: SuiteSource, source: str
) -> None:
    grade = run(sandbox, suite, source).grade
    assert (grade.verdict, grade.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), grade.message
    assert len(grade.cases) == len(CALLS)
