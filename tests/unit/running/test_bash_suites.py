"""Bash suites: which tests there are, which versions must fail, what a test's process is told."""

from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.bash_suites.scripts import script_of
from evaluations.running.bash_suites.tests import read_bash_suite, versions
from evaluations.running.languages.bash import choose_main
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task

PLAIN = """helper() { echo x; }
test_one() {
    assert_equal "$(add 1 2)" 3
}
function test_two {
    [ "$(shout hi)" = "HI" ]
}
"""
BATS = """setup() { y=1; }
@test "adds two numbers" {
  run add 1 2
  [ "$status" -eq 0 ]
}
@test 'says "no"' {
  skip "later"
}
"""


def read(
    code: str, suite_format: SuiteFormat = SuiteFormat.BASH_TEST, setup: str = ""
) -> SuiteSource:
    return SuiteSource(format=suite_format, code=code, setup=setup)


def test_it_finds_the_functions_that_are_tests() -> None:
    suite = read_bash_suite(read(PLAIN))
    assert [(test.name, test.line) for test in suite.tests] == [("test_one", 2), ("test_two", 5)]
    assert suite.tests[1].text == '    [ "$(shout hi)" = "HI" ]'
    assert not suite.shares_process


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("test_a() { run f; assert_equal $output 2; }", " run f; assert_equal $output 2; "),
        ('test_a() { [ "${x}" = 2 ]; }  # two', ' [ "${x}" = 2 ]; '),
        ("test_a() { f & }", " f & "),
    ],
)
def test_it_reads_tests_that_are_one_line(line: str, text: str) -> None:
    suite = read_bash_suite(read(f"{line}\ntest_b() {{\n  g\n}}\n"))
    assert [test.name for test in suite.tests] == ["test_a", "test_b"]
    first = suite.tests[0]
    assert suite.code[first.start : first.end] == text


def test_it_changes_what_a_test_on_one_line_expects() -> None:
    line = "test_a() { run f; assert_equal $output 2; }"
    suite = read_bash_suite(read(f"{line}\ntest_b() {{ true; }}\n"))
    canaries = [version for version in versions(suite) if version.is_canary]
    first = next(version.code for version in canaries if version.number == 0)
    assert first.startswith(line.partition(" 2")[0])
    assert not first.startswith(line)
    second = next(version.code for version in canaries if version.number == 1)
    assert second.startswith(f"{line}\ntest_b() {{ true;\n    [ ")
    assert second.endswith(" ]\n}\n")


def test_it_makes_functions_of_what_bats_calls_tests() -> None:
    suite = read_bash_suite(read(BATS, SuiteFormat.BATS))
    assert [test.name for test in suite.tests] == ["adds two numbers", 'says "no"']
    assert [test.may_skip for test in suite.tests] == [False, True]
    assert "test_bats_1() {\n" in suite.code


@pytest.mark.parametrize("code", ["", "echo hello", "check_one() {\n true\n}\n"])
def test_it_refuses_a_suite_without_tests(code: str) -> None:
    with pytest.raises(InvalidInput, match="has 0 tests"):
        read_bash_suite(read(code))


@pytest.mark.parametrize(
    ("setup", "shares"),
    [
        ('source "$SOLUTION"', True),
        (". /src/solution.sh", True),
        ("setup() { source lib.sh; }", True),
        ("setup() {\n  . lib.sh\n}", True),
        ("echo source it", False),
        ("cd . ; x=1.5", False),
    ],
)
def test_it_knows_which_suites_share_their_process(setup: str, shares: bool) -> None:
    assert read_bash_suite(read(PLAIN, setup=setup)).shares_process is shares


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('    [ "$x" = "HELLO" ]', '    [ "$x" = "'),
        ("    [[ $x == 'a b' ]]", "    [[ $x == '"),
        ("    [ $n -eq 12 ]", "    [ $n -eq "),
        ('    assert_equal "$(add 1 2)" 3', '    assert_equal "$(add 1 2)" '),
        ('    assert_output "one two"', '    assert_output "'),
        ('    [ "$x" = yes ] ', '    [ "$x" = '),
    ],
)
def test_it_changes_what_a_test_expects(line: str, kept: str) -> None:
    suite = read_bash_suite(read(f"test_it() {{\n    x=1\n{line}\n}}\n"))
    canaries = [version for version in versions(suite) if version.is_canary]
    assert len(canaries) == 2
    for canary in canaries:
        changed = canary.code.splitlines()[2]
        assert changed.startswith(kept)
        assert changed.strip() != line.strip()


def test_it_adds_what_cannot_be_met_where_there_is_nothing_to_change() -> None:
    suite = read_bash_suite(read("test_it() {\n    add 1 2 | grep -q 3\n}\n"))
    canary = next(version for version in versions(suite) if version.is_canary)
    assert canary.code.splitlines()[1] == "    add 1 2 | grep -q 3"
    assert canary.code.splitlines()[2].strip().startswith("[ ")


def test_it_runs_every_test_as_it_is_beside_its_canaries() -> None:
    suite = read_bash_suite(read(BATS, SuiteFormat.BATS))
    made = versions(suite)
    assert sorted(version.number for version in made if not version.is_canary) == [0, 1]
    assert [version.number for version in made if version.is_canary] == [0, 0]


def test_it_calls_the_functions_of_a_solution_from_afar() -> None:
    suite = read_bash_suite(read(PLAIN))
    solution = "add() { echo; }; shout() { :; }\nfunction a-b {\n:\n}\nsetup() { :; }\n"
    facts = {"main": "solution.sh", "solution": solution, "nonce": "0123"}
    script = script_of(suite, versions(suite)[0], **facts)
    assert all(f"\n{name}() {{\n    /usr/bin/bash" in script for name in ("add", "shout", "a-b"))
    assert "\nsetup() {\n    /usr/bin/bash" not in script
    shared = read_bash_suite(read(PLAIN, setup="source $SOLUTION"))
    assert "/usr/bin/bash" not in script_of(shared, None, **facts)


@pytest.mark.parametrize(
    ("paths", "main"),
    [
        (["only.sh"], "only.sh"),
        (["a.bash", "readme.md"], "a.bash"),
        (["lib.sh", "main.sh"], "main.sh"),
        (["lib.sh", "solution.sh"], "solution.sh"),
    ],
)
def test_it_chooses_the_main_file(paths: list[str], main: str) -> None:
    assert choose_main(Task(suite=read(PLAIN), files=dict.fromkeys(paths, ""))) == main


@pytest.mark.parametrize("paths", [[], ["a.txt"], ["a.sh", "b.sh"]])
def test_it_says_which_file_it_cannot_choose(paths: list[str]) -> None:
    with pytest.raises(InvalidInput, match="A solution in Bash is one file"):
        choose_main(Task(suite=read(PLAIN), files=dict.fromkeys(paths, "")))
