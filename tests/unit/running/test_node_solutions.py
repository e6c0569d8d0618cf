"""The file that tests call, and tables of calls as statements in JavaScript."""

from __future__ import annotations

import json

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.node_suites.solutions import choose_main
from evaluations.running.node_suites.tables import as_assertions
from evaluations.running.suites import SuiteFormat, SuiteSource

ENDINGS = (".js", ".mjs", ".cjs")


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"a.js": "", "b.js": "export const f = 1;"}, "b.js"),
        ({"a.js": "", "b.js": "exports.f = 1;"}, "b.js"),
        ({"a.js": "const fg = 1;", "b.mjs": "async function f() {}"}, "b.mjs"),
        ({"a.js": "", "lib/index.js": ""}, "lib/index.js"),
        ({"b.js": "", "a.js": ""}, "a.js"),
        ({"a.spec.js": "const f = 1;", "jest.config.js": "", "z.js": ""}, "z.js"),
        ({"node_modules/f/index.js": "function f() {}", "z.js": ""}, "z.js"),
        ({"README.md": "function f() {}", "z.test.js": ""}, "z.test.js"),
    ],
)
def test_it_chooses_the_file_that_defines_the_entry_point(files: dict[str, str], main: str) -> None:
    assert choose_main(files, "f", ENDINGS) == main


def test_it_refuses_a_solution_in_another_language() -> None:
    with pytest.raises(InvalidInput, match=r"no file that ends in \.js or \.mjs or \.cjs"):
        choose_main({"a.py": ""}, "f", ENDINGS)


def statements(*rows: dict[str, object]) -> list[str]:
    suite = SuiteSource(format=SuiteFormat.CALLS, code=json.dumps(rows))
    made = as_assertions(suite)
    assert made.format is SuiteFormat.ASSERTIONS
    return made.code.splitlines()


def test_it_makes_statements_of_a_table_of_calls() -> None:
    assert statements(
        {"call": "f", "args": [1, "a\n", None], "returns": [True]},
        {"call": "f", "args": [{"__proto__": 2}], "returns": 0},
        {"call": "f", "args": [1], "returns": 0.5, "tolerance": 0.1},
        {"call": "f", "args": [], "raises": "RangeError"},
    ) == [
        'assert.deepStrictEqual(plain(f(1, "a\\n", null)), [true]);',
        'assert.deepStrictEqual(plain(f({["__proto__"]: 2})), 0);',
        "assert.ok(Math.abs(f(1) - 0.5) <= 0.1);",
        'assert.throws(() => f(), (error) => raised(error, "RangeError"));',
    ]
