"""pytest and unittest files get random names and canaries, and say where each test came from."""

from __future__ import annotations

import ast

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.python_suites.test_files import TestFile, rewrite_test_file

FILE = """
import pytest
from solution import total

@pytest.fixture
def numbers():
    return [1, 2]

@pytest.mark.parametrize("n", [1, 2])
def test_single(n):
    assert total([n]) == n

def test_fixture(numbers):
    assert total(numbers) == 3

def helper():
    assert False

class TestEdge:
    def test_empty(self):
        assert total([]) == 0
"""
UNITTEST = """
import unittest

class Cases(unittest.TestCase):
    def setUp(self):
        self.zero = 0

    def test_equal(self):
        self.assertEqual(total([1]), 1)

    def test_true(self):
        self.assertTrue(total([]) == self.zero)

    def test_raises(self):
        with self.assertRaises(TypeError):
            total(1)
"""


def functions(file: TestFile) -> dict[str, ast.FunctionDef]:
    nodes = ast.walk(ast.parse(file.code))
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def test_it_renames_every_test_and_remembers_its_name_and_line() -> None:
    file = rewrite_test_file(FILE)
    assert [(test.name, test.line) for test in file.tests] == [
        ("test_single", 10),
        ("test_fixture", 13),
        ("TestEdge::test_empty", 20),
    ]
    assert {test.key for test in (*file.tests, *file.canaries)} | {"numbers", "helper"} == set(
        functions(file)
    )
    assert "test_single" not in file.code


def test_it_names_canaries_as_it_names_tests() -> None:
    file = rewrite_test_file(FILE)
    names = [test.key for test in (*file.tests, *file.canaries)]
    assert len(set(map(len, names))) == 1
    assert all(name.startswith("test_") for name in names)


def test_it_makes_canaries_of_real_tests() -> None:
    file = rewrite_test_file(FILE)
    assert {canary.guards for canary in file.canaries} == {test.key for test in file.tests}


def test_it_keeps_a_canarys_decorators_fixtures_and_class() -> None:
    file = rewrite_test_file(FILE)
    found = functions(file)
    for canary in file.canaries:
        original = found[canary.guards]
        assert ast.dump(found[canary.key].args) == ast.dump(original.args)
        assert len(found[canary.key].decorator_list) == len(original.decorator_list)
        assert ast.dump(found[canary.key]) != ast.dump(original)


def test_it_turns_unittest_assertions_round() -> None:
    file = rewrite_test_file(UNITTEST)
    texts = {canary.guards: canary.text for canary in file.canaries}
    by_name = {test.name: texts[test.key] for test in file.tests}
    assert "assertFalse" in by_name["Cases::test_true"]
    assert "assertEqual(total([1]), 1)" not in by_name["Cases::test_equal"]
    assert "raise AssertionError" in by_name["Cases::test_raises"]


def test_it_draws_other_names_every_time() -> None:
    assert rewrite_test_file(FILE).tests[0].key != rewrite_test_file(FILE).tests[0].key


def test_it_fails_outright_where_no_canary_can_be_made() -> None:
    file = rewrite_test_file("def test_one():\n    return None")
    assert [canary.guards for canary in file.canaries] == ["", ""]


def test_it_counts_lines_without_the_setup() -> None:
    file = rewrite_test_file("def test_one():\n    assert True", setup="import math\nimport os")
    assert file.tests[0].line == 1


@pytest.mark.parametrize(
    ("code", "reason"), [("def test_(:", "not valid Python"), ("x = 1", "no test functions")]
)
def test_it_says_what_is_wrong_with_a_file(code: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        rewrite_test_file(code)
