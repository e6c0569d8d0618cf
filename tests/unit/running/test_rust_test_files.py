"""Rust tests with canaries among them, crates, and what one test's process is believed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evaluations.errors import InvalidInput, ToolchainMissing
from evaluations.running.compiled_suites.plan import PlannedTest
from evaluations.running.grading import Verdict
from evaluations.running.programs.reports import Started
from evaluations.running.rust_suites.crates import (
    Crates,
    Manifest,
    crate_name,
    library_root,
    read_manifest,
    require_crates,
)
from evaluations.running.rust_suites.results import blame, judge
from evaluations.running.rust_suites.test_files import RewrittenFile, rewrite_file

VALUES = """
#[test]
fn values() {
    let expected = vec![1, 2];
    assert_eq!(f("in"), expected);
    assert_eq!(g(), Err(Error::Empty));
}

#[test]
fn others() {
    assert_eq!(h(), Some(Error::Full));
}
"""


def rewritten(source: str) -> RewrittenFile:
    return rewrite_file(source, runs_ignored=False)


def test_it_gives_tests_and_outer_modules_random_names() -> None:
    file = rewritten("mod tests {\n mod inner {\n  #[test] fn a() { assert!(f()) }\n }\n}\n")
    (test,) = file.tests
    assert re.fullmatch(r"tests_\w+::inner::test_\w+", test.key)
    assert "mod tests " not in file.code
    assert test.name == "a"
    assert all(canary.key.rpartition("::")[0] == test.key.rpartition("::")[0]
               for canary in file.canaries)  # fmt: skip


def test_it_changes_values_before_it_asserts_the_opposite() -> None:
    for _ in range(20):
        for canary in rewritten(VALUES).canaries:
            assert "assert_ne" not in canary.text
            assert 'f("in")' in canary.text or "h()" in canary.text


def test_it_puts_one_unit_variant_for_another() -> None:
    texts = [c.text for _ in range(20) for c in rewritten(VALUES).canaries]
    assert any("Err(Error::Full)" in text for text in texts)
    assert any("Some(Error::Empty)" in text for text in texts)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert_eq!(f(), g());", "::std::assert_ne!(f(), g());"),
        ("assert_eq!(f(&[1]), xs[0]);", "::std::assert_ne!(f(&[1]), xs[0]);"),
        ("assert!(a < b, \"{}\", a);", "::std::assert!(!(a < b), \"{}\", a);"),
        ("let input = 5; assert_eq!(f(input), input);", "::std::assert_ne!(f(input), input);"),
    ],
)  # fmt: skip
def test_it_asserts_the_opposite_where_no_value_is_written_out(body: str, expected: str) -> None:
    file = rewritten(f"#[test]\nfn one() {{ {body} }}\n")
    assert any(expected in canary.text for canary in file.canaries)
    assert len(file.canaries) == 2


def test_it_turns_tests_round_that_assert_nothing() -> None:
    (canary, other) = rewritten("#[test]\nfn runs() { f(); }\n").canaries
    assert canary.text.startswith("#[should_panic] #[test]")
    assert other.guards == ""  # two numbers that are not equal


def test_it_takes_away_that_a_test_should_panic() -> None:
    source = '#[test]\n#[should_panic(expected = "x")]\nfn panics() { assert_eq!(f(), 3); }\n'
    canary = rewritten(source).canaries[0]
    assert "should_panic" not in canary.text
    assert "assert_eq!(f(), 3)" in canary.text


def test_it_names_the_macros_in_full_but_the_suites_own() -> None:
    code = rewritten(
        "macro_rules! vec { () => {} }\n#[test] fn a() { assert_eq!(f(), vec![1]); }\n"
    ).code
    assert "::std::assert_eq!(" in code
    assert "::std::vec" not in code


def test_it_skips_what_is_ignored_unless_told_otherwise() -> None:
    source = "#[test]\n#[ignore]\nfn a() { assert_eq!(f(), 1); }\n#[test]\nfn b() { g(); }\n"
    assert [test.is_skipped for test in rewritten(source).tests] == [True, False]
    file = rewrite_file(source, runs_ignored=True)
    assert [test.is_skipped for test in file.tests] == [False, False]


@pytest.mark.parametrize(
    "source", ["// #[test] fn a() {}", 'const S: &str = "#[test] fn a() {}";', "fn test() {}"]
)
def test_it_takes_for_a_test_what_rust_does(source: str) -> None:
    assert rewritten(source).tests == ()


def test_it_reads_manifests() -> None:
    text = (
        '[package]\nname = "two-words"\nedition = "2018"\n'
        '[dependencies]\nrand = "0.8"\n[dev-dependencies]\nreg-ex = { version = "1" }\n'
    )
    manifest = read_manifest({"Cargo.toml": text})
    assert manifest == Manifest(name="two_words", edition="2018", dependencies=("rand", "reg_ex"))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"Cargo.toml": "["}, "not valid TOML"),
        ({"Cargo.toml": "package = 1"}, "package is no table"),
        ({"Cargo.toml": '[package]\nname = "a;b"'}, "no name of a crate"),
        ({"Cargo.toml": '[package]\nedition = "1999"'}, "edition"),
        ({"Cargo.toml": '[package]\nbuild = "x.rs"'}, "build script"),
        ({"build.rs": ""}, "build script"),
    ],
)
def test_it_refuses_manifests_it_cannot_follow(files: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_manifest(files)


def test_it_says_which_crate_is_missing() -> None:
    crates = Crates(files={"rand": "/prepared/rand.rlib"})
    require_crates(Manifest(), ["use rand::Rng; use std::fs; use own::x;"], crates)
    with pytest.raises(ToolchainMissing, match="the Rust crate regex is not installed"):
        require_crates(Manifest(), ["use regex::Regex;"], crates)
    with pytest.raises(ToolchainMissing, match="the Rust crate serde is not installed"):
        require_crates(Manifest(dependencies=("serde",)), [], crates)


def test_it_finds_the_root_of_a_crate_and_its_name() -> None:
    assert library_root({"src/lib.rs": "", "src/a.rs": ""}, Manifest(), "") == "src/lib.rs"
    assert library_root({"b.rs": "fn go() {}", "a.rs": ""}, Manifest(), "go") == "b.rs"
    assert crate_name(Manifest(), ["use std::fs;\nuse bowling::*;"]) == "bowling"
    with pytest.raises(InvalidInput, match="no Rust file"):
        library_root({"a.txt": ""}, Manifest(), "")


STARTED = Started(
    stdout=b"", stderr=b"", ended="", fault="", signal=0, code=0, seconds=0.1, cpu=0.1
)
TEST = PlannedTest(key="tests_1::test_0a", name="own")
PASSED = b"\nrunning 1 test\ntest tests_1::test_0a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured\n"  # noqa: E501
FAILED = b"test tests_1::test_0a ... FAILED\n\n---- x stdout ----\nthread 'x' panicked at 'assertion failed: f()', a.rs:1:2\nnote: run\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured\n"  # noqa: E501


@pytest.mark.parametrize(
    ("output", "code", "verdict"),
    [
        (PASSED, 0, Verdict.PASSED),
        (FAILED, 101, Verdict.FAILED),
        (FAILED.replace(b"assertion failed", b"index out of bounds"), 101, Verdict.ERROR),
        (PASSED, 101, Verdict.INTEGRITY_FAILED),
        (FAILED, 0, Verdict.INTEGRITY_FAILED),
        (PASSED + PASSED, 0, Verdict.INTEGRITY_FAILED),
        (PASSED.replace(b"1 passed", b"0 passed"), 0, Verdict.INTEGRITY_FAILED),
        (PASSED.replace(b"test_0a", b"own"), 0, Verdict.INTEGRITY_FAILED),
        (b"", 0, Verdict.INTEGRITY_FAILED),
        (b"bye", 3, Verdict.ERROR),
    ],
)
def test_it_believes_a_result_that_agrees_with_summary_and_exit_code(
    output: bytes, code: int, verdict: Verdict
) -> None:
    assert judge(TEST, replace(STARTED, stdout=output, code=code))[0] is verdict


def test_it_blames_the_suite_for_its_own_syntax_only() -> None:
    suite = frozenset({"tests/suite.rs"})
    assert blame("tests/suite.rs:3:1: error: expected one of `;`, found `}`", suite) != ""
    assert blame("tests/suite.rs:3:1: error[E0425]: cannot find function `f`", suite) == ""
    assert blame("src/lib.rs:3:1: error: expected one of `;`, found `}`", suite) == ""
    assert blame("error: could not exec the linker `cc`", suite) != ""
