"""Programs for the sandbox: node, our harness beside the solution, the tests out of its reach."""

from __future__ import annotations

import hashlib
import json
import posixpath
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from evaluations.running.bundling import HARNESS_PATH, bundle, framed
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.limits import Limits

NODE: Final = "/usr/bin/node"
INSIDE: Final = "/src/.review"
HARNESS: Final = Path(__file__).parents[1] / "node_harness"
PAIR: Final = ("wire", "loading", "solution", "pair")
MOST_RANDOM_SEED: Final = 2**31 - 2
REPORTER: Final = (
    f"--test-reporter={INSIDE}/reporter.cjs",
    "--test-reporter-destination=/dev/null",  # what counts goes over the report channel
)


@dataclass(frozen=True, kw_only=True)
class Solution:
    """``main`` is the path, below ``/src``, of the file that tests call as ``entry``."""

    files: Mapping[str, str]
    main: str
    entry: str
    typescript: bool


@cache
def harness_files() -> dict[str, bytes]:
    """What lies under ``/src/.review``; it is no secret."""
    return {f".review/{path.name}": path.read_bytes() for path in sorted(HARNESS.glob("*.cjs"))}


def node_settings(seed: int) -> dict[str, str]:
    """What makes a run repeatable, for its record."""
    parts = [bundle(PAIR), *harness_files().values()]
    return {
        "seed": str(seed),
        "time zone": "UTC",
        "locale": "C.UTF-8",
        "harness": hashlib.sha256(b"".join(parts)).hexdigest()[:16],
    }


def build_split(
    suite: SuiteSource, prompt: str, solution: Solution, limits: Limits, seed: int
) -> Program:
    """Tests and solution in two processes; no byte of the tests is in a file or an argument."""
    node = start_node(seed)
    argv = {
        "tests": [*node, "--expose-internals", f"{INSIDE}/tests.cjs"],
        "solution": [*node, f"{INSIDE}/solution.cjs"],
    }
    tests = {**_statements(suite, prompt, solution), "main": f"/src/{solution.main}"}
    return Program(
        argv=(f"/src/{HARNESS_PATH}",),
        files={**_texts(solution.files), **harness_files(), HARNESS_PATH: bundle(PAIR)},
        stdin=framed(argv) + _json(tests),
        limits=limits,
        forked=True,
    )


def build_rewriting(suite: SuiteSource, prompt: str, solution: Solution, limits: Limits) -> Program:
    """Makes versions of a suite. The solution is not there."""
    task = {**_statements(suite, prompt, solution), "file": not suite.calls_functions}
    return Program(
        argv=(NODE, "--expose-internals", f"{INSIDE}/rewrite.cjs"),
        files=harness_files(),
        stdin=_json(task),
        limits=limits,
    )


def build_shared(
    read: Mapping[str, object], pieces: str, solution: Solution, limits: Limits, seed: int
) -> Program:
    """One version of a suite of statements, in one process with the solution."""
    task = {**read, "pieces": pieces, "main": f"/src/{solution.main}", "entry": solution.entry}
    return Program(
        argv=(*start_node(seed), f"{INSIDE}/shared.cjs"),
        files={**_texts(solution.files), **harness_files()},
        stdin=_json(task),
        limits=limits,
    )


def build_file(
    suite: SuiteSource, text: str, solution: Solution, limits: Limits, seed: int, *, module: bool
) -> Program:
    """One version of a file of tests, laid where it belongs under a name of no meaning."""
    ending = ".ts" if solution.typescript else ".mjs" if module else ".cjs"
    folder = posixpath.dirname(suite.path)
    path = posixpath.join(folder, f"{secrets.token_hex(6)}.test{ending}")
    manner = "jest" if suite.format is SuiteFormat.JEST else "node"
    reporter = REPORTER if manner == "node" else ()
    return Program(
        argv=(*start_node(seed), *reporter, f"{INSIDE}/suite.cjs", f"/src/{path}", manner),
        files={
            **_texts(solution.files),
            **_texts(suite.files),
            **_texts({path: text}),
            **harness_files(),
        },
        limits=limits,
    )


def _statements(suite: SuiteSource, prompt: str, solution: Solution) -> dict[str, object]:
    check = "\ncheck(candidate);" if suite.format is SuiteFormat.CHECK_FUNCTION else ""
    if suite.calls_functions:
        parts = {"code": suite.code + check, "setup": suite.setup}
    else:
        parts = {"code": f"{suite.setup}\n{suite.code}" if suite.setup else suite.code}
    return {
        **parts,
        "prompt": prompt,
        "entry": solution.entry,
        "typescript": solution.typescript,
    }


def start_node(seed: int = 0) -> tuple[str, ...]:
    """The command for a script. ``Math.random`` is seeded; a seed of 0 would be none at all."""
    modules = ("--experimental-vm-modules", "--no-warnings")
    return (NODE, f"--random-seed={seed % MOST_RANDOM_SEED + 1}", *modules)


def _texts(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
