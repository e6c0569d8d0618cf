"""Suites that call functions are cut into cases that say what they ask and expect."""

from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.python_suites.cases import CasePlan, plan_cases
from evaluations.running.suites import SuiteFormat, SuiteSource


def plan_check(code: str, prompt: str = "", entry_point: str = "f") -> CasePlan:
    return plan_cases(
        SuiteSource(format=SuiteFormat.CHECK_FUNCTION, code=code), prompt, entry_point
    )


def plan_asserts(code: str, setup: str = "") -> CasePlan:
    suite = SuiteSource(format=SuiteFormat.ASSERTIONS, code=code, setup=setup)
    return plan_cases(suite, "Write a function.", "")


CHECK = '''METADATA = {"author": "x"}


def check(candidate):
    """Not a case."""
    limit = 3
    assert candidate(1) == 2
    assert 4 == candidate(3), "swapped"
    for n in range(limit):
        assert candidate(n) == n + 1
    assert abs(candidate(2) - 3.0) < 1e-6
'''


def test_it_makes_a_case_of_every_statement_that_asserts() -> None:
    plan = plan_check(CHECK)
    assert [case.line for case in plan.cases] == [7, 8, 9, 11]
    assert [case.name for case in plan.cases] == [
        "candidate(1) == 2",
        '4 == candidate(3), "swapped"',
        "for n in range(limit):",
        "abs(candidate(2) - 3.0) < 1e-6",
    ]


def test_it_keeps_other_statements_in_their_order() -> None:
    plan = plan_check(CHECK)
    assert plan.statements[0].source == "limit = 3"
    assert not plan.statements[0].is_case
    assert plan.setup == ("METADATA = {'author': 'x'}",)


def test_it_notes_both_sides_of_an_equality_in_their_order() -> None:
    sources = [case.source for case in plan_check(CHECK).cases]
    assert sources[0] == "assert __review__.equal(candidate(1), 2)"
    assert sources[1] == "assert __review__.equal_swapped(4, candidate(3)), 'swapped'"
    assert "assert __review__.equal(candidate(n), n + 1)" in sources[2]
    assert sources[3] == "assert abs(candidate(2) - 3.0) < 1e-06"


def test_it_shows_the_text_as_it_was_written() -> None:
    assert plan_check(CHECK).cases[3].text == "assert abs(candidate(2) - 3.0) < 1e-6"


def test_it_wants_the_entry_point_and_nothing_that_the_tests_define() -> None:
    plan = plan_check(CHECK)
    assert plan.names == ("f",)
    assert plan.candidate == "f"


def test_it_brings_the_prompt_along_only_for_a_helper_of_it() -> None:
    prompt = "def poly(xs, x):\n    return sum(xs) * x\n\ndef f(xs):\n    '''Find.'''\n"
    without = plan_check("def check(candidate):\n    assert candidate(1) == 2", prompt)
    assert without.helpers == ""
    using = plan_check("def check(candidate):\n    assert poly([1], candidate(1)) == 2", prompt)
    assert using.helpers == prompt
    assert using.names == ("f",)


def test_it_never_takes_the_entry_point_from_the_prompt() -> None:
    plan = plan_check("def check(candidate):\n    assert f(1) == 2", "def f(x):\n    '''Do.'''\n")
    assert plan.names == ("f",)
    assert plan.helpers == ""


@pytest.mark.parametrize(
    "body",
    [
        "if candidate(1) == 2:\n        return\n    assert False",
        "helper(candidate)",
    ],
    ids=["returns", "asserts nothing itself"],
)
def test_it_keeps_a_check_whole_that_cannot_be_cut(body: str) -> None:
    plan = plan_check(f"def check(candidate):\n    {body}\n")
    assert len(plan.cases) == 1
    assert "check(candidate)" in plan.cases[0].source


def test_it_makes_a_case_of_a_call_to_a_helper_that_asserts() -> None:
    code = (
        "def same(a, b):\n    assert a == b\n"
        "def check(candidate):\n    same(candidate(1), 2)\n    assert candidate(2) == 3\n"
    )
    assert len(plan_check(code).cases) == 2


def test_it_cuts_a_list_of_asserts() -> None:
    plan = plan_asserts("assert similar((3, 4), (4, 5)) == (4,)\nassert similar((), ()) == ()")
    assert len(plan.cases) == 2
    assert plan.names == ("similar",)
    assert plan.candidate == ""


def test_it_runs_the_setup_first_and_takes_its_names() -> None:
    plan = plan_asserts("assert size(Pair(1, 2)) == 2", "class Pair(tuple): pass\nimport math")
    assert plan.names == ("size",)
    assert len(plan.setup) == 2


def test_it_knows_when_the_setup_needs_the_solution() -> None:
    assert plan_asserts("assert depth(root) == 1", "root = Node(1)").setup_needs_solution
    assert not plan_asserts("assert depth(1) == 1", "import math").setup_needs_solution


def test_it_makes_everything_a_case_where_nothing_asserts() -> None:
    assert len(plan_asserts("run_all()").cases) == 1


def test_it_knows_when_chance_is_involved() -> None:
    assert plan_asserts("import random\nassert f(random.random()) == 1").uses_random
    assert not plan_asserts("assert f(1) == 1").uses_random


@pytest.mark.parametrize(
    ("code", "entry_point", "reason"),
    [
        ("def check(candidate:", "f", "not valid Python"),
        ("assert f(1) == 1", "f", "no function check"),
        ("def check(candidate): assert candidate(1)", "", "entry point"),
        ("a = '\0'", "f", "not valid Python"),
    ],
)
def test_it_says_what_is_wrong_with_a_suite(code: str, entry_point: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        plan_check(code, entry_point=entry_point)
