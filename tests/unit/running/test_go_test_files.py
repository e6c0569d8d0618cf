"""Go test files with canaries in them, and what one test's process is believed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.compiled_suites.plan import PlannedTest
from evaluations.running.go_suites.results import blame, judge
from evaluations.running.go_suites.sources import complete, imports_of, with_own_imports
from evaluations.running.go_suites.test_files import find_tests, rewrite_suite
from evaluations.running.grading import Verdict
from evaluations.running.programs.reports import Started

ASSERTIONS = """package main

import "testing"

func TestAll(t *testing.T) {
	assert.Equal(t, 3, f(1))
	assert.True(t, g("a"))
	if got := h(); got != "x" {
		t.Fatal(got)
	}
}
"""
TABLE = """package main

var cases = []struct{ in string; expected int }{
	{in: "a", expected: 10},
	{in: "b", expected: 20},
}
"""
THROUGH_TABLE = """package main

import "testing"

func TestTable(t *testing.T) {
	for _, tc := range cases {
		if f(tc.in) != tc.expected { t.Fail() }
	}
}
"""


def canaries(files: dict[str, str]) -> list[str]:
    return [canary.text for canary in rewrite_suite(files).canaries]


def test_it_gives_every_test_a_random_name() -> None:
    suite = rewrite_suite({"a_test.go": ASSERTIONS})
    assert [test.name for test in suite.tests] == ["TestAll"]
    assert "TestAll" not in suite.files["a_test.go"]
    keys = re.findall(r"func (Test_\w+)\(", suite.files["a_test.go"])
    assert sorted(keys) == sorted(test.key for test in (*suite.tests, *suite.canaries))


def test_it_changes_what_is_expected_and_nothing_else() -> None:
    body = ASSERTIONS[ASSERTIONS.index("TestAll(t *testing.T) ") + len("TestAll(t *testing.T) ") :]
    for _ in range(20):
        for text in canaries({"a_test.go": ASSERTIONS}):
            changed = [
                (before, after)
                for before, after in zip(body.splitlines(), text.splitlines(), strict=True)
                if before != after
            ]
            assert 1 <= len(changed) <= 2
            for before, after in changed:
                assert re.sub(r"\d|True|False|\"\w\"", "", before) == re.sub(
                    r"\d|True|False|\"\w\"", "", after
                )
            assert "f(1)" in text


def test_it_copies_the_table_that_says_what_is_expected() -> None:
    suite = rewrite_suite({"a_test.go": THROUGH_TABLE, "cases_test.go": TABLE})
    assert len(suite.canaries) == 3
    copies = re.findall(r"var (table_\w+) = ", suite.files["cases_test.go"])
    assert len(copies) == 3
    assert all(any(copy in canary.text for copy in copies) for canary in suite.canaries)
    assert suite.files["cases_test.go"].startswith(TABLE)


def test_it_leaves_rows_alone_that_may_expect_an_error() -> None:
    doubtful = TABLE.replace('in: "a"', 'in: "a", wantErr: true').replace(
        'in: "b"', 'in: "b", valid: false'
    )
    suite = rewrite_suite({"a_test.go": THROUGH_TABLE, "cases_test.go": doubtful})
    assert "table_" not in suite.files["cases_test.go"]
    assert len(suite.canaries) == 2
    assert suite.files["a_test.go"].count(" == true { t.Fail() }") == 2


def test_it_keeps_the_lines_of_what_stays() -> None:
    source = ASSERTIONS + "\nfunc helper() {}\n"
    rewritten = rewrite_suite({"a_test.go": source}).files["a_test.go"]
    assert rewritten.splitlines()[12] == "func helper() {}"
    assert "//line a_test.go:5\nfunc Test_" in rewritten


@pytest.mark.parametrize(
    "source",
    [
        "func Testing(t *testing.T) {}",
        "func (s S) TestMethod(t *testing.T) {}",
        "func TestMain(m *testing.M) {}",
        "// func TestComment(t *testing.T) {}",
        "var s = `func TestString(t *testing.T) {}`",
    ],
)
def test_it_takes_for_a_test_what_go_does(source: str) -> None:
    assert list(find_tests("a_test.go", f"package a\n{source}\n")) == []
    with pytest.raises(InvalidInput, match="no function TestXxx"):
        rewrite_suite({"a_test.go": f"package a\n{source}\n"})


def test_it_reads_imports() -> None:
    source = 'package a\nimport "testing"\nimport (\n\tr "math/rand"\n\t_ "embed"\n)\nvar s = "x"\n'
    assert [(one.path, one.name) for one in imports_of(source)] == [
        ("testing", "testing"),
        ("math/rand", "r"),
        ("embed", "_"),
    ]


def test_it_completes_fragments_without_moving_a_line() -> None:
    fragment = 'import (\n    "math"\n    "os"\n)\nfunc F() float64 { return math.Abs(-1) }\n'
    whole = complete(fragment, "main")
    assert whole.splitlines()[0] == "package main; import ("
    assert [one.path for one in imports_of(whole)] == ["math"]
    assert whole.count("\n") == fragment.count("\n")
    assert complete(f"package a\n{fragment}", "main") == f"package a\n{fragment}"


def test_it_adds_imports_that_a_cut_file_lost_but_none_for_variables() -> None:
    source = "package main\nfunc F(list []int) { strings.ToUpper(``); list.Len() }\n"
    assert [one.path for one in imports_of(with_own_imports(source))] == ["strings"]


STARTED = Started(
    stdout=b"", stderr=b"", ended="", fault="", signal=0, code=0, seconds=0.1, cpu=0.1
)
TEST = PlannedTest(key="Test_0a", name="TestOwn")


@pytest.mark.parametrize(
    ("output", "code", "verdict"),
    [
        (b"=== RUN   Test_0a\n--- PASS: Test_0a (0.00s)\nPASS\n", 0, Verdict.PASSED),
        (b"noise--- PASS: Test_0a (0.00s)\nPASS\n", 0, Verdict.PASSED),
        (b"    --- FAIL: Test_0a/run\n--- FAIL: Test_0a (0.00s)\nFAIL\n", 1, Verdict.FAILED),
        (b"--- SKIP: Test_0a (0.00s)\nPASS\n", 0, Verdict.NOT_RUN),
        (b"--- PASS: Test_0a (0.00s)\nPASS\n", 1, Verdict.INTEGRITY_FAILED),
        (b"--- FAIL: Test_0a (0.00s)\nFAIL\n", 0, Verdict.INTEGRITY_FAILED),
        (b"--- PASS: Test_0a (0s)\n--- FAIL: Test_0a (0s)\n", 1, Verdict.INTEGRITY_FAILED),
        (b"PASS\n", 0, Verdict.INTEGRITY_FAILED),
        (b"--- PASS: TestOwn (0.00s)\nPASS\n", 0, Verdict.INTEGRITY_FAILED),
        (b"bye\n", 3, Verdict.ERROR),
    ],
)
def test_it_believes_a_result_that_agrees_with_the_exit_code(
    output: bytes, code: int, verdict: Verdict
) -> None:
    assert judge(TEST, replace(STARTED, stdout=output, code=code))[0] is verdict


def test_it_blames_the_suite_for_its_own_syntax_only() -> None:
    assert blame("./x_test.go:3:1: syntax error: unexpected }") != ""
    assert blame("./x_test.go:3:1: undefined: Solve") == ""
    assert blame("./x.go:3:1: syntax error: unexpected }") == ""
    assert blame("failed to initialize build cache: read-only file system") != ""
