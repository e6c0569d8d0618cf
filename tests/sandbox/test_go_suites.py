"""What honest and faulty Go solutions meet; whose fault a suite's not building is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluations.errors import InvalidInput, ToolchainMissing
from evaluations.running.grading import Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import GO_TESTS, MEBIBYTE
from tests.sandbox.compiled import grade, require

pytestmark = pytest.mark.sandbox

TESTS = """package words

import "testing"

func TestCount(t *testing.T) {
	if got := Count("a b c"); got != 3 {
		t.Errorf("Count = %d, not 3", got)
	}
}

func TestNothing(t *testing.T) {
	t.Run("empty", func(t *testing.T) {
		if Count("") != 0 {
			t.Error("of nothing there is something")
		}
	})
}

func TestLater(t *testing.T) { t.Skip("not yet") }
"""
SUITE = SuiteSource(format=SuiteFormat.GO_TEST, code=TESTS, path="words_test.go")
HONEST = """package words

import "strings"

func Count(text string) int { return len(strings.Fields(text)) }
"""


@pytest.fixture(autouse=True)
def _go() -> None:
    require("go")


def test_it_tells_of_each_test_by_its_own_name() -> None:
    done = grade("go", SUITE, {"words.go": HONEST})
    assert done.verdict is Verdict.PASSED
    told = [(case.name, case.verdict, case.line) for case in done.cases]
    assert told == [
        ("TestCount", Verdict.PASSED, 5),
        ("TestNothing", Verdict.PASSED, 11),
        ("TestLater", Verdict.NOT_RUN, 19),
    ]


def test_it_shows_what_a_failed_test_said() -> None:
    wrong = "package words\n\nfunc Count(text string) int { return len(text) }\n"
    done = grade("go", SUITE, {"words.go": wrong})
    assert done.verdict is Verdict.FAILED
    assert done.cases[0].message == "words_test.go:7: Count = 5, not 3"
    assert done.cases[1].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("body", "verdict", "words"),
    [
        ('panic("no idea")', Verdict.ERROR, "panic: no idea"),
        ("for {}", Verdict.TIMEOUT, ""),
        ("var kept [][]byte; for { kept = append(kept, make([]byte, 1<<24)); for i := range "
         "kept[len(kept)-1] { kept[len(kept)-1][i] = 1 } }; return len(kept)",
         Verdict.OUT_OF_MEMORY, ""),
    ],
    ids=["panic", "endless", "memory"],
)  # fmt: skip
def test_it_says_how_a_solution_ends(body: str, verdict: Verdict, words: str) -> None:
    limits = replace(GO_TESTS, wall_seconds=24.0, memory_bytes=400 * MEBIBYTE)
    source = f"package words\n\nfunc Count(text string) int {{ {body} }}\n"
    done = grade("go", SUITE, {"words.go": source}, limits)
    assert done.verdict is verdict, done
    assert done.cases[0].message.startswith(words)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("package words\n\nfunc Other() {}\n", "undefined: Count"),
        ("package words\n\nfunc Count(text string) int { return text }\n", "words.go:3"),
        ("package words\n\nfunc Count(\n", "words.go:4"),
    ],
    ids=["missing", "type", "syntax"],
)
def test_it_says_what_does_not_compile(source: str, words: str) -> None:
    done = grade("go", SUITE, {"words.go": source})
    assert done.verdict is Verdict.ERROR
    assert done.message.startswith("The solution does not compile with its tests: ")
    assert "# " not in done.message
    assert words in done.message


def test_it_blames_no_solution_for_a_suite_that_is_no_go() -> None:
    broken = replace(SUITE, code=TESTS.replace("func TestLater", "func func TestLater"))
    done = grade("go", broken, {"words.go": HONEST})
    assert done.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert done.message.startswith("The suite is at fault: ")


def test_it_is_not_run_without_a_package_that_the_tests_need() -> None:
    code = TESTS.replace('import "testing"', 'import ("testing"; _ "example.org/not/here")')
    with pytest.raises(ToolchainMissing, match=r"package example\.org/not/here is not installed"):
        grade("go", replace(SUITE, code=code), {"words.go": HONEST})


def test_it_refuses_a_suite_without_tests() -> None:
    with pytest.raises(InvalidInput, match="no function TestXxx"):
        grade("go", replace(SUITE, code="package words\n"), {"words.go": HONEST})


def test_it_builds_modules_of_several_packages_and_keeps_test_data() -> None:
    code = """package shop_test

import (
	"os"
	"testing"

	"example.org/shop"
)

func TestTotal(t *testing.T) {
	data, err := os.ReadFile("testdata/prices.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := shop.Total(string(data)); got != 7 {
		t.Errorf("Total = %d", got)
	}
}
"""
    files = {"go.mod": "module example.org/shop\n\ngo 1.18\n", "testdata/prices.txt": "3 4"}
    suite = SuiteSource(format=SuiteFormat.GO_TEST, code=code, path="shop_test.go", files=files)
    solution = {
        "shop.go": 'package shop\n\nimport "example.org/shop/sums"\n\n'
        "func Total(text string) int { return sums.Of(text) }\n",
        "sums/sums.go": 'package sums\n\nimport ("fmt"; "strings")\n\n'
        "func Of(text string) (sum int) {\n\tfor _, word := range strings.Fields(text) {\n"
        "\t\tvar n int\n\t\tfmt.Sscan(word, &n)\n\t\tsum += n\n\t}\n\treturn sum\n}\n",
    }
    done = grade("go", suite, solution)
    assert done.verdict is Verdict.PASSED, done


def test_it_starts_programs_that_read_and_print() -> None:
    cases = '[{"stdin": "3 4", "stdout": "7"}, {"stdin": "1 2", "stdout": "4"}]'
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code=cases)
    main = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar a, b int\n\tfmt.Scan(&a, &b)\n'
    files = {"main.go": main + "\tfmt.Println(a + b)\n}\n"}
    run = run_task(find_sandbox(), "go", Task(suite=suite, files=files))
    assert [case.verdict for case in run.grade.cases] == [Verdict.PASSED, Verdict.FAILED]
    assert run.outcome.environment["go"]


def test_it_keeps_what_the_first_failed_test_printed() -> None:
    wrong = 'package words\n\nfunc Count(text string) int { println("here"); return 9 }\n'
    run = run_task(find_sandbox(), "go", Task(suite=SUITE, files={"words.go": wrong}))
    assert run.outcome.stderr == b"here\n"
    assert b"--- FAIL: TestCount (" in run.outcome.stdout
    assert run.outcome.exit_code == 1


def test_it_runs_where_memory_is_bounded_for_each_process() -> None:
    task = Task(suite=SUITE, files={"words.go": HONEST})
    run = run_task(Bubblewrap(use_cgroup=False), "go", task)
    assert run.grade.verdict is Verdict.PASSED, run
