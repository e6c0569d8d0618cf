"""A Rust suite and a solution as a plan: a crate and its tests, built by rustc alone.

``cargo`` is not asked: it would run what a solution brings along (build scripts), and resolve what
it names. Tests lie beside the crate (``tests/*.rs``), or in it where they say ``use super::``.
Their sources are in a folder that nobody can name, so that a solution cannot ``include_str!`` them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.compiled_suites.plan import PlannedTest, SuitePlan, random_name
from evaluations.running.languages.base import ProgramPlan
from evaluations.running.rust_suites.crates import (
    Crates,
    Manifest,
    crate_name,
    find_crates,
    library_root,
    program_root,
    read_manifest,
    require_crates,
)
from evaluations.running.rust_suites.results import blame, judge
from evaluations.running.rust_suites.test_files import RewrittenFile, rewrite_file
from evaluations.running.tasks import Task

PREPARED: Final = "rust"
ROOT: Final = "crate"
FOLDER: Final = f"/box/{ROOT}"
LIBRARY: Final = "/box/library"
BINARY: Final = "/box/suite"
PROGRAM: Final = "/box/program"
INCLUDE_IGNORED: Final = "--include-ignored"
INSIDE: Final = re.compile(r"\buse\s+super\b|\bsuper::")
TEST_FILE: Final = re.compile(r"tests/[^/]+\.rs")
COMPILER: Final = ("env", "-C", FOLDER, "rustc", "--error-format=short", "--cap-lints=allow")
AS_TESTED: Final = (
    *("-Copt-level=1", "-Cdebug-assertions=on", "-Coverflow-checks=on"),
    *("-Cdebuginfo=0", "-Cstrip=symbols"),
)
"""As ``cargo test`` checks, a little faster, and without names: what is called is not told."""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """``files`` are all of the suite's; its tests are in ``main``, and in other ``tests/*.rs``."""

    main: str
    files: Mapping[str, str]
    is_inside: bool
    runs_ignored: bool

    @property
    def test_files(self) -> tuple[str, ...]:
        """In order; the binary of each has its number."""
        if self.is_inside:
            return (self.main,)
        return tuple(path for path in sorted(self.files) if TEST_FILE.fullmatch(path))


def plan_suite(task: Task, prepared: Path) -> SuitePlan:
    """What is built of a suite and a solution; ``prepared`` holds crates compiled before.

    Raises:
        InvalidInput: no Rust file, or no test; says which.
        ToolchainMissing: the problem needs a crate that is not there.
    """
    suite = read_suite(task)
    solution = {
        path: text
        for path, text in task.files.items()
        if path not in suite.files and not path.startswith("tests/")
    }
    manifest = read_manifest({**suite.files, **solution})
    crates = find_crates(prepared, f"/prepared/{PREPARED}")
    require_crates(manifest, (*suite.files.values(), *solution.values()), crates)
    root = library_root(solution, manifest, task.entry_point)
    rewritten = {path: _rewrite(suite, path) for path in suite.test_files}
    tests = tuple(test for file in rewritten.values() for test in file.tests)
    if not tests:
        raise InvalidInput("The suite has no function with #[test].")
    hidden = random_name("suite_")
    if suite.is_inside:
        solution[root] += f'\n::std::include!("/box/{_hidden(hidden, suite.main)}");\n'
    files = {f"{ROOT}/{path}": text for path, text in solution.items()}
    files |= {_hidden(hidden, path): text for path, text in suite.files.items()}
    files |= {_hidden(hidden, path): file.code for path, file in rewritten.items()}
    return SuitePlan(
        sources={path: text for path, text in files.items() if path.endswith(".rs")},
        laid={path: text for path, text in files.items() if not path.endswith(".rs")},
        build=tuple(_build(suite, hidden, manifest, crates, root)),
        start=partial(_start, _binaries(rewritten)),
        judge=judge,
        blame=partial(blame, suite_files=frozenset(suite.files)),
        tests=tests,
        canaries=tuple(test for file in rewritten.values() for test in file.canaries),
        environment={"RUST_BACKTRACE": "0"},
        prepared={PREPARED: prepared},
    )


def read_suite(task: Task) -> Suite:
    """The suite's files, and how they are to be run.

    A line ``--include-ignored`` of the setup runs tests that are marked ``#[ignore]``, as the
    command line of the same name does; the rest of the setup is code before the tests.
    """
    suite = task.suite
    lines = suite.setup.splitlines()
    setup = "\n".join(line for line in lines if line.strip() != INCLUDE_IGNORED)
    code = f"{setup}\n{suite.code}" if setup.strip() else suite.code
    is_inside = not TEST_FILE.fullmatch(suite.path) and bool(INSIDE.search(code))
    main = suite.path if TEST_FILE.fullmatch(suite.path) else "tests/suite.rs"
    return Suite(
        main=main,
        files={**suite.files, main: code},
        is_inside=is_inside,
        runs_ignored=INCLUDE_IGNORED in (line.strip() for line in lines),
    )


def _rewrite(suite: Suite, path: str) -> RewrittenFile:
    prefix = "" if path == suite.main else f"{path.removeprefix('tests/').removesuffix('.rs')}::"
    return rewrite_file(suite.files[path], runs_ignored=suite.runs_ignored, prefix=prefix)


def _hidden(folder: str, path: str) -> str:
    """Where a file of the suite lies: sources apart from the crate, what tests read in it."""
    return f"{folder}/{path.removeprefix('tests/')}" if path.endswith(".rs") else f"{ROOT}/{path}"


def _build(
    suite: Suite, hidden: str, manifest: Manifest, crates: Crates, root: str
) -> list[tuple[str, ...]]:
    compiler = (
        *(*COMPILER, *AS_TESTED, f"--edition={manifest.edition}", *crates.arguments()),
        f"--remap-path-prefix=/box/{hidden}=tests",
    )
    name = crate_name(manifest, (suite.files[path] for path in suite.test_files))
    if suite.is_inside:
        return [(*compiler, "--test", f"--crate-name={name}", "-o", f"{BINARY}0", root)]
    library = f"{LIBRARY}/lib{name}.rlib"
    steps = [
        ("mkdir", "-p", LIBRARY),
        (*compiler, "--crate-type=lib", f"--crate-name={name}", "-o", library, root),
    ]
    linked = (f"--extern={name}={library}", "--test", "--crate-name=suite")
    for number, path in enumerate(suite.test_files):
        source = f"/box/{_hidden(hidden, path)}"
        steps.append((*compiler, *linked, "-o", f"{BINARY}{number}", source))
    return steps


def _binaries(rewritten: Mapping[str, RewrittenFile]) -> dict[str, str]:
    """The program of each test, by its key."""
    return {
        test.key: f"{BINARY}{number}"
        for number, file in enumerate(rewritten.values())
        for test in (*file.tests, *file.canaries)
    }


def _start(binaries: Mapping[str, str], test: PlannedTest) -> tuple[str, ...]:
    chosen = (test.key, "--exact", "--test-threads=1", INCLUDE_IGNORED, "--color=never")
    return ("env", "-C", FOLDER, binaries[test.key], *chosen)


def plan_main(task: Task) -> ProgramPlan:
    """The solution's ``fn main``, built with optimisation as programs are.

    Raises:
        InvalidInput: no file has one.
    """
    manifest = read_manifest(task.files)
    root = program_root(task.files)
    compiler = (
        "rustc",
        "--error-format=short",
        "--cap-lints=allow",
        "-O",
        f"--edition={manifest.edition}",
    )
    return ProgramPlan(
        argv=(PROGRAM,),
        build=((*compiler, "--crate-name=program", "-o", PROGRAM, f"/src/{root}"),),
        environment={"RUST_BACKTRACE": "0"},
    )
