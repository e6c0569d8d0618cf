"""What is said of solutions in JavaScript and TypeScript: right, wrong, broken, slow, too large."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from evaluations.errors import InvalidInput, ToolchainMissing
from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import NODE_TESTS, Limits
from tests.sandbox.backends import (
    BUBBLEWRAP,
    holds_memory_exactly,
    make_judge,
    on_docker_too,
)

pytestmark = pytest.mark.sandbox

QUICK = replace(NODE_TESTS, wall_seconds=2.0)


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def grade(
    sandbox: Sandbox,
    tests: str,
    solution: str | Mapping[str, str],
    *,
    form: SuiteFormat = SuiteFormat.ASSERTIONS,
    language: str = "javascript",
    entry_point: str = "f",
    setup: str = "",
    path: str = "",
    prompt: str = "",
    manifest: tuple[str, ...] = (),
    limits: Limits = NODE_TESTS,
) -> Grade:
    ending = "ts" if language == "typescript" else "js"
    files = {f"solution.{ending}": solution} if isinstance(solution, str) else solution
    suite = SuiteSource(format=form, code=tests, setup=setup, path=path, manifest=manifest)
    task = Task(suite=suite, files=files, entry_point=entry_point, prompt=prompt, limits=limits)
    try:
        return run_task(sandbox, language, task).grade
    except ToolchainMissing as error:
        pytest.skip(error.message)


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


@pytest.mark.parametrize(
    "solution",
    [
        "const f = (n) => n + 1;",
        "exports.f = (n) => n + 1;",
        "module.exports = (n) => n + 1;",
        "module.exports = { f(n) { return n + 1; } };",
        "export function f(n) { return n + 1; }",
        "export default function (n) { return n + 1; }",
        "const f = async (n) => n + 1;\nmodule.exports = f;",
    ],
)
def test_it_finds_the_function_however_it_is_offered(sandbox: Sandbox, solution: str) -> None:
    told = grade(sandbox, "assert.equal(await f(1), 2);", solution)
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.SPLIT), told.message


def test_it_tells_each_assertion_with_what_was_asked_expected_and_got(sandbox: Sandbox) -> None:
    told = grade(
        sandbox, "assert.equal(f(1), 2);\nassert.equal(f(2), 5);", "const f = (n) => n + 1;"
    )
    assert verdicts(told) == ["passed", "failed"]
    case = told.cases[1]
    assert (case.line, case.input, case.got, case.expected) == (2, "f(2)", "3", "5")


def test_it_goes_on_after_an_assertion_that_throws(sandbox: Sandbox) -> None:
    tests = (
        "const test = () => {\n"
        "  console.assert(f(0) === 1)\n  console.assert(f(1) === 2)\n"
        "}\ntest()"
    )
    told = grade(
        sandbox, tests, "const f = (n) => { if (!n) throw new TypeError('no'); return 2; };"
    )
    assert verdicts(told) == ["error", "passed"]
    assert told.cases[0].message == "TypeError: no (line 1)"


@pytest.mark.parametrize(
    "value",
    [
        "[1, -0, NaN, Infinity, 10n, 'a\\ud800', undefined, null, true]",
        "{ a: { b: [1, , 3] }, ['__proto__']: 1 }",
        "new Map([[{ a: 1 }, new Set([1, [2]])]])",
        "[new Date(5), /x+/gi, new Uint8Array([1, 255]), new Float64Array([0.1])]",
        "Object.assign(Object.create(null), { a: 1 })",
        "'abcb'.match(/b/)",
        "Object.assign(new RangeError('no'), { code: 7 })",
    ],
)
def test_it_lets_values_cross_unchanged(sandbox: Sandbox, value: str) -> None:
    told = grade(
        sandbox,
        f"assert.deepStrictEqual(f(), {value});\nassert.deepStrictEqual(f({value}), {value});",
        f"const f = (given = {value}) => given;",
    )
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.SPLIT), told.message


def test_it_shows_the_tests_what_was_changed_in_place(sandbox: Sandbox) -> None:
    tests = "const given = [3, 1, 2];\nf(given);\nassert.deepEqual(given, [1, 2, 3]);"
    told = grade(sandbox, tests, "const f = (list) => { list.sort(); };")
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.SPLIT)


def test_it_knows_errors_by_their_classes(sandbox: Sandbox) -> None:
    solution = "class Odd extends RangeError {}\nconst f = () => { throw new Odd('odd'); };"
    tests = "assert.throws(() => f(), RangeError);\nassert.throws(() => f(), TypeError);"
    assert verdicts(grade(sandbox, tests, solution)) == ["passed", "failed"]


@pytest.mark.parametrize(
    ("solution", "reason"),
    [
        ("const f = () => { let n = 0; return () => (n += 1); };", "a function"),
        (
            "class Counter { constructor() { this.n = 1; } }\nconst f = () => new Counter();",
            "Counter",
        ),
    ],
)
def test_it_falls_back_to_one_process_visibly(sandbox: Sandbox, solution: str, reason: str) -> None:
    tests = "const made = f();\nassert.ok(made);\nassert.equal(typeof made, typeof f());"
    told = grade(sandbox, tests, solution)
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), told.message
    assert told.message.startswith("In one process, for ")
    assert reason in told.message


def test_it_leaves_the_state_of_honest_solutions_alone_in_one_process(sandbox: Sandbox) -> None:
    tests = "const next = f();\n" + "".join(f"assert.equal(next(), {n});\n" for n in range(1, 7))
    told = grade(sandbox, tests, "const f = () => { let n = 0; return () => (n += 1); };")
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), told.message


def test_it_fails_what_is_wrong_in_one_process(sandbox: Sandbox) -> None:
    tests = (
        "for (const n of [1, 2]) {\n"
        "  const next = f(n);\n  assert.equal(next(), n);\n  assert.equal(next(), n);\n}"
    )
    told = grade(sandbox, tests, "const f = (n) => () => n++;")
    assert (told.verdict, told.integrity) == (Verdict.FAILED, Integrity.IN_PROCESS), told.message


def test_it_runs_helpers_of_the_prompt_itself(sandbox: Sandbox) -> None:
    """A solution that replaces the helper gains nothing."""
    prompt = "const square = (n) => n * n;\n/* the root of n */\nconst f = (n) => {\n"
    forged = "const square = () => 9;\nconst f = () => 1;"
    tests = "console.assert(square(f(9)) === 9)"
    assert grade(sandbox, tests, forged, prompt=prompt).verdict is Verdict.FAILED
    right = prompt + "  return Math.sqrt(n);\n};\n"
    assert grade(sandbox, tests, right, prompt=prompt).verdict is Verdict.PASSED


@on_docker_too
def test_it_runs_tables_of_calls(sandbox: Sandbox) -> None:
    rows = [
        {"call": "f", "args": [[1, {"__proto__": 1}]], "returns": [1, {"__proto__": 1}]},
        {"call": "f", "args": [0.1], "returns": 0.1000001, "tolerance": 0.001},
        {"call": "f", "args": [None], "raises": "RangeError"},
        {"call": "f", "args": ["a"], "returns": "b"},
    ]
    solution = "const f = (v) => { if (v === null) throw new RangeError('null'); return v; };"
    told = grade(sandbox, json.dumps(rows), solution, form=SuiteFormat.CALLS)
    assert verdicts(told) == ["passed", "passed", "passed", "failed"]


@pytest.mark.parametrize(
    ("solution", "verdict", "words"),
    [
        ("const f = (n => ;", Verdict.ERROR, "does not load: SyntaxError"),
        ("throw new Error('no');", Verdict.ERROR, "does not load: Error: no (line 1)"),
        ("const g = 1;", Verdict.ERROR, ""),
        ("const f = () => process.exit(0);", Verdict.ERROR, "ended (exit code 0)"),
        ("const f = () => process.abort();", Verdict.ERROR, "ended (SIGABRT)"),
        ("const f = () => { for (;;); };", Verdict.TIMEOUT, "time limit"),
        ("const f = () => new Promise(() => {});", Verdict.ERROR, "instead of answering"),
        (
            "const f = () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1)); };",
            Verdict.OUT_OF_MEMORY,
            "memory limit",
        ),
    ],
)
def test_it_says_why_a_solution_did_not_answer(
    sandbox: Sandbox, solution: str, verdict: Verdict, words: str
) -> None:
    if verdict is Verdict.OUT_OF_MEMORY and not holds_memory_exactly(sandbox):
        pytest.skip("no memory cgroup can be made here")
    limits = QUICK if verdict is Verdict.TIMEOUT else NODE_TESTS
    told = grade(sandbox, "assert.equal(f(1), 2);", solution, limits=limits)
    assert told.verdict is verdict, told.message
    assert words in told.message
    assert verdicts(told) == [verdict.value]


@pytest.mark.parametrize(
    "tests", ["assert.equal(f(1, 2);", "export const x = 1;\nassert.equal(f(1), x);"]
)
def test_it_blames_the_suite_for_what_is_the_suites(sandbox: Sandbox, tests: str) -> None:
    told = grade(sandbox, tests, "const f = (n) => n;")
    assert told.verdict is Verdict.INFRASTRUCTURE_ERROR


def test_it_refuses_a_file_of_tests_that_is_none(sandbox: Sandbox) -> None:
    with pytest.raises(InvalidInput, match="has no tests"):
        grade(sandbox, "const x = 1;", "exports.f = 1;", form=SuiteFormat.JEST)
    with pytest.raises(InvalidInput, match="not valid JavaScript"):
        grade(sandbox, "test('a', () => {", "exports.f = 1;", form=SuiteFormat.JEST)


JEST = """
import { f } from '../lib/f';
describe.each([[1, 2], [2, 3]])('f(%i)', (given, expected) => {
  it('adds one', () => { expect(f(given)).toBe(expected); });
});
describe('more', () => {
  let list;
  beforeEach(() => { list = [f(0)]; });
  it('is a list', async () => { expect(await Promise.resolve(list)).toEqual([1]); });
  test.each([3, 4])('of %i', (n) => { expect(f(n)).toBeGreaterThan(n); });
  it('throws', () => { expect(() => f()).toThrow(/nothing/); });
  xit('is skipped', () => { expect(f(1)).toBe(7); });
  it('calls back', (done) => { setTimeout(() => { expect(f(1)).toBe(2); done(); }, 1); });
});
"""
LIBRARY = {
    "lib/f/index.js": "export * from './add';\n",
    "lib/f/add.js": (
        "export const f = (n) => {\n"
        "  if (n === undefined) throw new Error('nothing given');\n"
        "  return n + 1;\n};\n"
    ),
}


def test_it_runs_files_in_the_manner_of_jest(sandbox: Sandbox) -> None:
    told = grade(sandbox, JEST, LIBRARY, form=SuiteFormat.JEST, path="tests/f.test.js")
    assert (told.verdict, told.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS), told.message
    assert [case.name for case in told.cases] == [
        "f(1) > adds one",
        "f(2) > adds one",
        "more > is a list",
        "more > of 3",
        "more > of 4",
        "more > throws",
        "more > is skipped",
        "more > calls back",
    ]
    assert verdicts(told).count("not_run") == 1


def test_it_runs_skipped_tests_when_the_setup_says_so(sandbox: Sandbox) -> None:
    told = grade(
        sandbox, JEST, LIBRARY, form=SuiteFormat.JEST, path="tests/f.test.js", setup="xit = it;"
    )
    assert told.verdict is Verdict.FAILED
    assert [case.name for case in told.cases if case.verdict is Verdict.FAILED] == [
        "more > is skipped"
    ]


@pytest.mark.parametrize(
    "imported",
    [
        "import { test, expect } from '@jest/globals';\nimport { f } from './solution';\n",
        "const { test, expect } = require('vitest');\nconst { f } = require('./solution');\n",
    ],
)
def test_it_provides_what_files_import_of_their_runner(sandbox: Sandbox, imported: str) -> None:
    tests = imported + "test('one', () => { expect(f(1)).toBe(2); });\n"
    told = grade(sandbox, tests, "exports.f = (n) => n + 1;", form=SuiteFormat.JEST)
    assert told.verdict is Verdict.PASSED, told


NODE_TEST = """
import { describe, it, test } from 'node:test';
import assert from 'node:assert/strict';
import { f } from './solution.js';
test('one', () => { assert.equal(f(1), 2); });
describe('more', () => {
  it('two', async () => { assert.deepEqual(await f(2), 3); });
  it('three', () => { assert.throws(() => f(), { message: 'nothing' }); });
  it.skip('later', () => { assert.equal(f(1), 7); });
});
test('parts', async (t) => {
  await t.test('a part', () => { assert.equal(f(4), 5); });
});
"""


@on_docker_too
def test_it_runs_files_of_node_test(sandbox: Sandbox) -> None:
    solution = "export const f = (n) => { if (!n) throw new Error('nothing'); return n + 1; };"
    names = ("one", "more > two", "more > three", "more > later", "parts")
    told = grade(sandbox, NODE_TEST, solution, form=SuiteFormat.NODE_TEST, manifest=names)
    assert told.verdict is Verdict.PASSED, told
    assert {case.name for case in told.cases} == set(names)
    wrong = grade(sandbox, NODE_TEST, "export const f = (n) => n;", form=SuiteFormat.NODE_TEST)
    assert wrong.verdict is Verdict.FAILED
    assert verdicts(wrong) == ["failed", "failed", "failed", "not_run", "failed"]


@pytest.mark.parametrize("form", [SuiteFormat.JEST, SuiteFormat.NODE_TEST])
def test_it_runs_a_suite_of_one_test(sandbox: Sandbox, form: SuiteFormat) -> None:
    tests = (
        "const { f } = require('./solution');\n"
        "const assert = require('assert');\n"
        "const { test } = globalThis.test ? globalThis : require('node:test');\n"
        "test('one', () => { assert.equal(f(1), 2); });\n"
    )
    assert grade(sandbox, tests, "exports.f = (n) => n + 1;", form=form).verdict is Verdict.PASSED
    assert grade(sandbox, tests, "exports.f = (n) => n;", form=form).verdict is Verdict.FAILED


@pytest.mark.parametrize("form", [SuiteFormat.JEST, SuiteFormat.NODE_TEST])
def test_it_says_when_a_solution_does_not_load_for_a_file(
    sandbox: Sandbox, form: SuiteFormat
) -> None:
    tests = (
        "import { f } from './solution.js';\nimport { test } from 'node:test';\n"
        "test('one', () => { f(); });\n"
    )
    told = grade(sandbox, tests, "export const f = (;", form=form)
    assert told.verdict is Verdict.ERROR
    assert "does not load: SyntaxError" in told.message


TYPED = """
interface Options { readonly by: number }
enum Sign { Plus = 1, Minus = -1 }
export function f(n: number, { by }: Options = { by: 1 }): number { return n + Sign.Plus * by; }
"""


@pytest.mark.parametrize(
    ("form", "tests"),
    [
        (SuiteFormat.ASSERTIONS, "const got: number = f(1);\nassert.equal(got, 2);"),
        (
            SuiteFormat.CHECK_FUNCTION,
            "function check(candidate: (n: number) => number) {\n"
            "  assert.equal(candidate(1), 2);\n}",
        ),
        (
            SuiteFormat.JEST,
            "import { f } from './solution';\n"
            "test('one', () => { expect(f(1) as number).toBe(2); });",
        ),
        (
            SuiteFormat.NODE_TEST,
            "import test from 'node:test';\nimport assert from 'node:assert';\n"
            "import { f } from './solution';\n"
            "test('one', (): void => { assert.equal(f(1, { by: 1 }), 2); });",
        ),
    ],
)
def test_it_takes_types_away(sandbox: Sandbox, form: SuiteFormat, tests: str) -> None:
    told = grade(sandbox, tests, TYPED, form=form, language="typescript")
    assert told.verdict is Verdict.PASSED, told
    wrong = TYPED.replace("n + Sign", "n - Sign")
    assert grade(sandbox, tests, wrong, form=form, language="typescript").verdict is Verdict.FAILED


@on_docker_too
def test_it_names_the_line_of_broken_typescript(sandbox: Sandbox) -> None:
    told = grade(sandbox, "assert.equal(f(1), 2);", "\nconst f: = 1;", language="typescript")
    assert told.verdict is Verdict.ERROR
    assert "(line 2)" in told.message


@on_docker_too
@pytest.mark.parametrize(
    ("language", "files"),
    [
        (
            "javascript",
            {
                "main.js": "import { twice } from './lib';\n"
                "process.stdin.on('data', (data) => console.log(twice(data)));",
                "lib.js": "export const twice = (n) => 2 * n;",
            },
        ),
        (
            "javascript",
            {
                "main.js": "const { readFileSync } = require('fs');\n"
                "if (require.main === module) console.log(2 * readFileSync(0, 'utf8'));"
            },
        ),
        (
            "typescript",
            {
                "main.ts": "import { readFileSync } from 'fs';\n"
                "const n: number = Number(readFileSync(0, 'utf8'));\nconsole.log(2 * n);"
            },
        ),
    ],
)
def test_it_starts_programs(sandbox: Sandbox, language: str, files: dict[str, str]) -> None:
    cases = json.dumps([{"stdin": "3\n", "stdout": "6\n"}, {"stdin": "4\n", "stdout": "8\n"}])
    told = grade(sandbox, cases, files, form=SuiteFormat.PROGRAMS, language=language)
    assert told.verdict is Verdict.PASSED, told


def test_it_runs_the_same_way_again(sandbox: Sandbox) -> None:
    task = Task(
        suite=SuiteSource(
            format=SuiteFormat.ASSERTIONS, code="console.log(Math.random());\nassert.ok(f());"
        ),
        files={
            "solution.js": "const f = () => {\n"
            "  console.log(Math.random(), new Date(0).getHours());\n  return 1;\n};"
        },
        entry_point="f",
        seed=7,
    )
    try:
        runs = [
            run_task(sandbox, "javascript", each) for each in (task, task, replace(task, seed=8))
        ]
    except ToolchainMissing as error:
        pytest.skip(error.message)
    printed = [run.outcome.stdout for run in runs]
    assert printed[0] == printed[1] != printed[2]
    assert runs[0].outcome.environment["seed"] == "7"
    assert runs[0].outcome.environment["node"].count(".") == 2
