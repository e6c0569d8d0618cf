"""What honest and faulty Rust solutions meet; whose fault a suite's not building is."""

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
from evaluations.sandboxes.limits import MEBIBYTE, RUST_TESTS
from tests.sandbox.compiled import grade, require

pytestmark = pytest.mark.sandbox

TESTS = """#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count("a b c"), 3);
    }

    mod edges {
        use super::*;

        #[test]
        #[should_panic(expected = "too long")]
        fn refuses() {
            count(&"x ".repeat(100));
        }

        #[test]
        fn reads() -> Result<(), std::num::ParseIntError> {
            assert!(count("") == "0".parse::<usize>()?);
            Ok(())
        }
    }

    #[test]
    #[ignore]
    fn later() {
        assert_eq!(count("d"), 1);
    }
}
"""
SUITE = SuiteSource(format=SuiteFormat.CARGO_TEST, code=TESTS)
HONEST = """pub fn count(text: &str) -> usize {
    if text.len() > 100 { panic!("too long") }
    text.split_whitespace().count()
}
"""


@pytest.fixture(autouse=True)
def _rust() -> None:
    require("rust")


def test_it_tells_of_each_test_by_its_own_name() -> None:
    done = grade("rust", SUITE, {"solution.rs": HONEST})
    assert (done.verdict, done.message) == (Verdict.PASSED, "")
    assert [(case.name, case.verdict, case.line) for case in done.cases] == [
        ("counts", Verdict.PASSED, 6),
        ("refuses", Verdict.PASSED, 15),
        ("reads", Verdict.PASSED, 20),
        ("later", Verdict.NOT_RUN, 28),
    ]


def test_it_runs_ignored_tests_when_the_setup_says_so() -> None:
    done = grade("rust", replace(SUITE, setup="--include-ignored"), {"solution.rs": HONEST})
    assert {case.verdict for case in done.cases} == {Verdict.PASSED}


def test_it_shows_what_a_failed_test_said() -> None:
    wrong = "pub fn count(text: &str) -> usize { text.len() }"
    done = grade("rust", SUITE, {"solution.rs": wrong})
    assert done.verdict is Verdict.FAILED
    counts, refuses, reads, _ = done.cases
    assert "left: `5`,\n right: `3` (tests/suite.rs:7:9)" in counts.message
    assert refuses.message == "test did not panic as expected"
    assert reads.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("body", "verdict", "words"),
    [
        ('panic!("no idea")', Verdict.ERROR, "no idea (solution.rs:1:"),
        ("std::process::abort()", Verdict.ERROR, "It was ended by SIGABRT."),
        ("count(text) + 1", Verdict.ERROR, "It was ended by SIG"),
        ("loop { std::hint::spin_loop() }", Verdict.TIMEOUT, ""),
        ("let mut kept = Vec::new(); loop { kept.push(vec![text.len() as u8 + 1; 1 << 24]) }",
         Verdict.OUT_OF_MEMORY, ""),
    ],
    ids=["panic", "abort", "stack", "endless", "memory"],
)  # fmt: skip
def test_it_says_how_a_solution_ends(body: str, verdict: Verdict, words: str) -> None:
    limits = replace(RUST_TESTS, wall_seconds=24.0, memory_bytes=400 * MEBIBYTE)
    source = f"pub fn count(text: &str) -> usize {{ {body} }}"
    done = grade("rust", SUITE, {"solution.rs": source}, limits)
    assert done.verdict is verdict, done
    assert done.cases[0].message.startswith(words)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("pub fn other() {}", "cannot find function `count`"),
        ("pub fn count(text: &str) -> usize { text }", "solution.rs:1:37: error[E0308]"),
        ("pub fn count(", "solution.rs:2:"),
    ],
    ids=["missing", "type", "syntax"],
)
def test_it_says_what_does_not_compile(source: str, words: str) -> None:
    done = grade("rust", SUITE, {"solution.rs": source})
    assert done.verdict is Verdict.ERROR
    assert done.message.startswith("The solution does not compile with its tests: ")
    assert words in done.message


def test_it_blames_no_solution_for_a_suite_that_is_no_rust() -> None:
    broken = replace(SUITE, code=TESTS.replace("fn later", "fn fn later"))
    done = grade("rust", broken, {"solution.rs": HONEST})
    assert done.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert done.message.startswith("The suite is at fault: tests/suite.rs:")


def test_it_is_not_run_without_a_crate_that_the_manifest_asks_for() -> None:
    manifest = '[package]\nname = "words"\n[dependencies]\nnot-here = "1"\n'
    with pytest.raises(ToolchainMissing, match="not run: the Rust crate not_here is not installed"):
        grade("rust", SUITE, {"src/lib.rs": HONEST, "Cargo.toml": manifest})


def test_it_refuses_a_suite_without_tests() -> None:
    with pytest.raises(InvalidInput, match=r"no function with #\[test\]"):
        grade("rust", replace(SUITE, code="/* #[test] fn a() {} */"), {"solution.rs": HONEST})


def test_it_builds_crates_of_several_files() -> None:
    code = 'use word_counts::count;\n\n#[test]\nfn two() {\n    assert_eq!(count("a b"), 2);\n}\n'
    suite = SuiteSource(format=SuiteFormat.CARGO_TEST, code=code, path="tests/words.rs")
    files = {
        "Cargo.toml": '[package]\nname = "word-counts"\nedition = "2018"\n',
        "src/lib.rs": "mod inner;\npub use inner::count;\n",
        "src/inner.rs": HONEST,
    }
    assert grade("rust", suite, files).verdict is Verdict.PASSED


def test_it_starts_programs_that_read_and_print() -> None:
    cases = '[{"stdin": "3 4", "stdout": "7"}, {"stdin": "1 2", "stdout": "4"}]'
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code=cases)
    main = (
        "fn main() {\n    let text = std::io::read_to_string(std::io::stdin()).unwrap();\n"
        "    let sum: i32 = text.split_whitespace().map(|w| w.parse::<i32>().unwrap()).sum();\n"
        '    println!("{}", sum);\n}\n'
    ).replace(
        "std::io::read_to_string(std::io::stdin()).unwrap()",
        "{ use std::io::Read; let mut s = String::new(); "
        "std::io::stdin().read_to_string(&mut s).unwrap(); s }",
    )
    run = run_task(find_sandbox(), "rust", Task(suite=suite, files={"src/main.rs": main}))
    assert [case.verdict for case in run.grade.cases] == [Verdict.PASSED, Verdict.FAILED]
    assert run.outcome.environment["rustc"]


def test_it_runs_where_memory_is_bounded_for_each_process() -> None:
    task = Task(suite=SUITE, files={"solution.rs": HONEST})
    run = run_task(Bubblewrap(use_cgroup=False), "rust", task)
    assert run.grade.verdict is Verdict.PASSED, run
