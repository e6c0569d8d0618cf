"""Wrong Rust solutions that try to look right: none passes, whatever it does."""

from __future__ import annotations

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.grading import Verdict
from evaluations.running.suites import SuiteFormat, SuiteSource
from tests.sandbox.compiled import grade, require

pytestmark = pytest.mark.sandbox

INSIDE = """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small() {
        assert_eq!(double(2), Number(4));
        assert_eq!(double(-3), Number(-6));
    }

    #[test]
    fn large() {
        let expected = Number(200);
        assert_eq!(double(100), expected);
    }
}
"""
BESIDE = """
use numbers::*;

#[test]
fn small() {
    assert_eq!(double(2), Number(4));
}

#[test]
fn large() {
    let expected = Number(200);
    assert_eq!(double(100), expected);
}
"""
SUITES = {
    "inside": SuiteSource(format=SuiteFormat.CARGO_TEST, code=INSIDE),
    "beside": SuiteSource(format=SuiteFormat.CARGO_TEST, code=BESIDE, path="tests/numbers.rs"),
}
NUMBER = "#[derive(Debug, PartialEq)]\npub struct Number(pub i32);\n"
WRONG = "pub fn double(_: i32) -> Number { Number(0) }\n"

EXIT_IN_CALL = NUMBER + "pub fn double(_: i32) -> Number { std::process::exit(0) }"
EXIT_BEFORE_MAIN = (
    NUMBER
    + WRONG
    + """
extern "C" fn leave() { std::process::exit(0) }
#[used]
#[link_section = ".init_array"]
static LEAVE: extern "C" fn() = leave;
"""
)
FAKE_RESULT = (
    NUMBER
    + """
pub fn double(_: i32) -> Number {
    let name = std::env::args().nth(1).unwrap();
    use std::io::Write;
    let text = format!("test {} ... ok\\n\\ntest result: ok. 1 passed; 0 failed; 0 ignored; \
0 measured; 9 filtered out; finished in 0.00s\\n", name);
    std::io::stdout().write_all(text.as_bytes()).unwrap();
    std::process::exit(0)
}
"""
)
ALWAYS_EQUAL = (
    """
#[derive(Debug)]
pub struct Number(pub i32);
impl PartialEq for Number { fn eq(&self, _: &Number) -> bool { true } }
"""
    + WRONG
)
OWN_MACROS = (
    """
#[macro_export] macro_rules! assert_eq { ($($anything:tt)*) => { () } }
#[macro_export] macro_rules! assert_ne { ($($anything:tt)*) => { () } }
#[macro_export] macro_rules! include { ($($anything:tt)*) => {} }
"""
    + NUMBER
    + WRONG
)
READ_THE_TESTS = (
    NUMBER
    + """
fn look(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().map_or(false, |suffix| suffix == "rs") { panic!("found {:?}", path) }
        if path.is_dir() { look(&path) }
    }
}
pub fn double(_: i32) -> Number {
    for root in ["/box", "/src", "/tmp"] { look(std::path::Path::new(root)) }
    Number(0)
}
"""
)
INCLUDE_THE_TESTS = (
    NUMBER
    + """
const OWN: &str = include_str!("lib.rs");
pub fn double(_: i32) -> Number {
    if OWN.contains(&format!("Number({})", 200)) { panic!("found the tests") }
    Number(0)
}
"""
)
WRITE_A_REPORT = (
    NUMBER
    + """
pub fn double(_: i32) -> Number {
    use std::{fs::File, io::Write, mem::ManuallyDrop, os::unix::io::FromRawFd};
    for number in 3..20 {
        let mut file = ManuallyDrop::new(unsafe { File::from_raw_fd(number) });
        let _ = file.write_all(b"\\x00\\x00\\x00\\x0d{event: end}");
    }
    Number(0)
}
"""
)
CATCH_THE_PANIC = (
    NUMBER
    + """
pub fn double(_: i32) -> Number {
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    Number(0)
}
"""
)
REPLACE_THE_PROGRAM = (
    NUMBER
    + """
pub fn double(_: i32) -> Number {
    let _ = std::fs::remove_file("/box/suite0");
    let _ = std::fs::write("/box/suite0", "#!/bin/sh\\necho ok\\n");
    Number(0)
}
"""
)
KILL_THE_HARNESS = (
    NUMBER
    + """
extern "C" { fn getppid() -> i32; fn kill(who: i32, signal: i32) -> i32; }
pub fn double(_: i32) -> Number { unsafe { kill(getppid(), 9); kill(-1, 9); } Number(0) }
"""
)

FORGERIES = {
    "exit in a call": (EXIT_IN_CALL, Verdict.INTEGRITY_FAILED),
    "exit before main": (EXIT_BEFORE_MAIN, Verdict.INTEGRITY_FAILED),
    "fake result": (FAKE_RESULT, Verdict.INTEGRITY_FAILED),
    "a value that equals all": (ALWAYS_EQUAL, Verdict.INTEGRITY_FAILED),
    "macros of its own": (OWN_MACROS, Verdict.FAILED),
    "read the tests": (READ_THE_TESTS, Verdict.FAILED),
    "include the tests": (INCLUDE_THE_TESTS, Verdict.FAILED),
    "write a report": (WRITE_A_REPORT, Verdict.FAILED),
    "end when a test panics": (CATCH_THE_PANIC, Verdict.INTEGRITY_FAILED),
    "replace the program": (REPLACE_THE_PROGRAM, Verdict.FAILED),
    "kill the harness": (KILL_THE_HARNESS, Verdict.INTEGRITY_FAILED),
}


@pytest.fixture(autouse=True)
def _rust() -> None:
    require("rust")


@pytest.mark.parametrize("place", SUITES)
def test_it_passes_the_honest_solution(place: str) -> None:
    honest = NUMBER + "pub fn double(n: i32) -> Number { Number(2 * n) }"
    done = grade("rust", SUITES[place], {"src/lib.rs": honest})
    assert (done.verdict, done.message) == (Verdict.PASSED, "")


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("place", SUITES)
def test_it_refuses(place: str, name: str) -> None:
    source, expected = FORGERIES[name]
    done = grade("rust", SUITES[place], {"src/lib.rs": source})
    assert done.verdict is expected, done


def test_it_runs_no_script_of_the_solution_while_building() -> None:
    files = {"src/lib.rs": NUMBER + WRONG, "build.rs": "fn main() {}"}
    with pytest.raises(InvalidInput, match="build script"):
        grade("rust", SUITES["beside"], files)


def test_it_takes_no_tests_from_the_solution() -> None:
    own = "#[test]\nfn small() {}\n#[test]\nfn large() {}\n"
    files = {"src/lib.rs": NUMBER + WRONG, "tests/numbers.rs": own, "tests/more.rs": own}
    done = grade("rust", SUITES["beside"], files)
    assert done.verdict is Verdict.FAILED
    assert [case.verdict for case in done.cases] == [Verdict.FAILED, Verdict.FAILED]
