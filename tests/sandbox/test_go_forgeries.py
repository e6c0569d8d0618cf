"""Wrong Go solutions that try to look right: none passes, whatever it does."""

from __future__ import annotations

import platform

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.grading import Verdict
from evaluations.running.suites import SuiteFormat, SuiteSource
from tests.sandbox.compiled import grade, require

pytestmark = pytest.mark.sandbox

TESTS = """package solution

import "testing"

func TestSmall(t *testing.T) {
	if got := Double(2); got != 4 {
		t.Fatalf("Double(2) = %d", got)
	}
}

func TestTable(t *testing.T) {
	for _, tc := range []struct{ input, expected int }{
		{input: 5, expected: 10},
		{input: -7, expected: -14},
	} {
		if got := Double(tc.input); got != tc.expected {
			t.Errorf("Double(%d) = %d", tc.input, got)
		}
	}
}
"""
SUITE = SuiteSource(format=SuiteFormat.GO_TEST, code=TESTS, path="solution_test.go")

EXIT_AT_START = """
import "syscall"
func init() { syscall.Exit(0) }
func Double(n int) int { return 0 }
"""
EXIT_IN_CALL = """
import "syscall"
func Double(n int) int { syscall.Exit(0); return 0 }
"""
POLITE_EXIT_IN_CALL = """
import "os"
func Double(n int) int { os.Exit(0); return 0 }
"""
EXIT_BESIDE = """
import ("syscall"; "time")
func Double(n int) int {
	go func() { syscall.Exit(0) }()
	time.Sleep(time.Second)
	return 0
}
"""
FAKE_RESULT = """
import ("fmt"; "os"; "strings"; "syscall")
func Double(n int) int {
	name := strings.Trim(strings.TrimPrefix(os.Args[1], "-test.run="), "^$")
	fmt.Printf("--- PASS: %s (0.00s)\\nPASS\\n", name)
	syscall.Exit(0)
	return 0
}
"""
FAKE_RESULT_THEN_WRONG = """
import ("fmt"; "os"; "strings")
func Double(n int) int {
	name := strings.Trim(strings.TrimPrefix(os.Args[1], "-test.run="), "^$")
	fmt.Printf("--- PASS: %s (0.00s)\\nPASS\\n", name)
	return 0
}
"""
LEAVE_THE_GOROUTINE = """
import "runtime"
func Double(n int) int { runtime.Goexit(); return 0 }
"""
OTHER_FLAGS = """
import "os"
func init() { os.Args = []string{os.Args[0], "-test.run=^$", "-test.v"} }
func Double(n int) int { return 0 }
"""
READ_THE_TESTS = """
import ("io/fs"; "path/filepath"; "strings")
func Double(n int) int {
	for _, root := range []string{"/box", "/src", "/tmp"} {
		filepath.WalkDir(root, func(path string, _ fs.DirEntry, _ error) error {
			if strings.HasSuffix(path, ".go") {
				panic("found " + path)
			}
			return nil
		})
	}
	return 0
}
"""
WRITE_A_REPORT = """
import "os"
func init() {
	for number := uintptr(3); number < 20; number++ {
		os.NewFile(number, "report").Write([]byte("\\x00\\x00\\x00\\x0d{event: end}"))
	}
}
func Double(n int) int { return 0 }
"""
REPLACE_THE_PROGRAM = """
import "os"
func init() {
	os.Remove("/box/suite")
	os.WriteFile("/box/suite", []byte("#!/bin/sh\\necho PASS\\n"), 0o777)
}
func Double(n int) int { return 0 }
"""
KILL_THE_HARNESS = """
import ("os"; "syscall")
func Double(n int) int { syscall.Kill(os.Getppid(), 9); syscall.Kill(-1, 9); return 0 }
"""
DISARM_THE_TESTS = """
import ("reflect"; "runtime"; "syscall"; "testing"; "unsafe")
func disarm(place uintptr) {
	page := unsafe.Slice((*byte)(unsafe.Pointer(place&^4095)), 8192)
	if syscall.Mprotect(page, 7) == nil {
		*(*byte)(unsafe.Pointer(place)) = 0xC3 // return at once
	}
}
func init() {
	near := reflect.ValueOf((*testing.T).Fail).Pointer()
	for place := near - 1<<18; place < near + 1<<18; place += 16 {
		function := runtime.FuncForPC(place)
		if function == nil || function.Entry() != place {
			continue
		}
		switch function.Name() {
		case "testing.(*common).Fail", "testing.(*common).FailNow":
			disarm(place)
		}
	}
}
func Double(n int) int { return 0 }
"""

FORGERIES = {
    "exit at start": (EXIT_AT_START, Verdict.INTEGRITY_FAILED),
    "exit in a call": (EXIT_IN_CALL, Verdict.INTEGRITY_FAILED),
    "polite exit in a call": (POLITE_EXIT_IN_CALL, Verdict.ERROR),
    "exit beside the call": (EXIT_BESIDE, Verdict.INTEGRITY_FAILED),
    "fake result": (FAKE_RESULT, Verdict.INTEGRITY_FAILED),
    "fake result, then wrong": (FAKE_RESULT_THEN_WRONG, Verdict.INTEGRITY_FAILED),
    "leave the goroutine": (LEAVE_THE_GOROUTINE, Verdict.ERROR),
    "other flags": (OTHER_FLAGS, Verdict.INTEGRITY_FAILED),
    "read the tests": (READ_THE_TESTS, Verdict.FAILED),
    "write a report": (WRITE_A_REPORT, Verdict.FAILED),
    "replace the program": (REPLACE_THE_PROGRAM, Verdict.FAILED),
    "kill the harness": (KILL_THE_HARNESS, Verdict.INTEGRITY_FAILED),
}


@pytest.fixture(autouse=True)
def _go() -> None:
    require("go")


def test_it_passes_the_honest_solution() -> None:
    done = grade("go", SUITE, {"a.go": "package solution\nfunc Double(n int) int { return 2 * n }"})
    assert (done.verdict, done.message) == (Verdict.PASSED, "")


@pytest.mark.parametrize("name", FORGERIES)
def test_it_refuses(name: str) -> None:
    source, expected = FORGERIES[name]
    done = grade("go", SUITE, {"a.go": f"package solution\n{source}"})
    assert done.verdict is expected, done


@pytest.mark.skipif(platform.machine() != "x86_64", reason="writes machine code of another kind")
def test_it_refuses_a_solution_that_disarms_the_tests() -> None:
    done = grade("go", SUITE, {"a.go": f"package solution\n{DISARM_THE_TESTS}"})
    assert done.verdict is Verdict.INTEGRITY_FAILED
    assert done.message == "A test that must fail was reported as passed."


def test_it_takes_no_tests_from_the_solution() -> None:
    own = """package solution
import ("os"; "testing")
func TestMain(m *testing.M) { os.Exit(0) }
func TestSmall(t *testing.T) {}
"""
    wrong = "package solution\nfunc Double(n int) int { return 0 }"
    done = grade("go", SUITE, {"a.go": wrong, "own_test.go": own, "solution_test.go": own})
    assert done.verdict is Verdict.FAILED
    assert [case.name for case in done.cases] == ["TestSmall", "TestTable"]


def test_it_builds_nothing_that_could_embed_the_tests() -> None:
    source = """package solution
import _ "embed"
//go:embed solution_test.go
var tests string
func Double(n int) int { return len(tests) }
"""
    with pytest.raises(InvalidInput, match=r"a\.go: //go:embed could read the tests"):
        grade("go", SUITE, {"a.go": source})
