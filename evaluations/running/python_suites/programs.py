"""Programs for the sandbox: the solution where it can be imported, the tests out of its reach."""

from __future__ import annotations

import ast
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from evaluations.running.bundling import (
    HARNESS_PATH,
    IN_PROCESS,
    SPLIT,
    SUITE,
    bundle,
    framed,
    hash_seed,
    recorded_settings,
)
from evaluations.running.endings import FEWEST_CANARIES
from evaluations.running.python_suites.canaries import CHANCE, canaries_of
from evaluations.running.python_suites.cases import CasePlan
from evaluations.running.python_suites.test_files import TestFile
from evaluations.running.suites import SuiteSource
from evaluations.running.tasks import UnusableSolution
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.limits import Limits

SUITE_PATH = ".review/test_suite.py"
MOST_CANARIES = 12
CANARIES_OF_EACH = 2


@dataclass(frozen=True, kw_only=True)
class SolutionFiles:
    """``files`` maps a path below ``/src`` to its text; ``main`` holds the entry point."""

    files: Mapping[str, str]
    main: str

    @classmethod
    def choose_main(cls, files: Mapping[str, str], entry_point: str) -> SolutionFiles:
        """Raises UnusableSolution when none of the files is Python."""
        candidates = [path for path in sorted(files) if path.endswith(".py")]
        if not candidates:
            raise UnusableSolution("The solution has no Python file.")
        defining = [path for path in candidates if _defines(files[path], entry_point)]
        return cls(files=files, main=(defining or candidates)[0])

    def task(self, seed: int) -> dict[str, object]:
        """What the harness has to know of the solution."""
        stem = PurePosixPath(self.main).stem
        module = stem if stem.isidentifier() else "solution"
        return {"path": f"/src/{self.main}", "module": module, "seed": seed}


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a random name stands for in one process: a statement of the plan, or its canary."""

    statement: int
    is_canary: bool


def build_split(plan: CasePlan, solution: SolutionFiles, limits: Limits, seed: int) -> Program:
    """Tests and solution in two processes; the tests come over standard input, after the fork."""
    task = {**solution.task(seed), "names": list(plan.names)}
    tests = {**_common(plan), "statements": [(s.source, s.is_case) for s in plan.statements]}
    return _program(SPLIT, solution, (task, tests), limits, seed)


def build_in_process(
    plan: CasePlan, solution: SolutionFiles, limits: Limits, seed: int
) -> tuple[Program, dict[str, Named]]:
    """Tests, solution and canaries in one process; and what each statement's name stands for."""
    key: dict[str, Named] = {}
    groups: list[list[tuple[str, str]]] = []
    guarded = _guarded(plan)
    for number, statement in enumerate(plan.statements):
        group = [(statement.source, False)]
        canaries = canaries_of(statement.source, guarded.count(number))
        if len(plan.cases) == 1:  # however alike, so many must be seen to fail
            canaries = (canaries * FEWEST_CANARIES)[: max(FEWEST_CANARIES, len(canaries))]
        group += [(canary, True) for canary in canaries]
        CHANCE.shuffle(group)
        named = [(secrets.token_hex(8), source) for source, _ in group]
        for (name, _), (_, is_canary) in zip(named, group, strict=True):
            key[name] = Named(statement=number, is_canary=is_canary)
        groups.append(named)
    tests = {**_common(plan), "names": list(plan.names), "groups": groups}
    return _program(IN_PROCESS, solution, (solution.task(seed), tests), limits, seed), key


def build_test_file(
    test_file: TestFile, suite: SuiteSource, solution: SolutionFiles, limits: Limits, seed: int
) -> Program:
    """A rewritten pytest or unittest file, run by pytest in one process with the solution.

    It lies where the suite says, beside the suite's other files, so that it finds them.
    """
    path = suite.path or SUITE_PATH
    task = {
        **solution.task(seed),
        "suite": f"/src/{path}",
        "random": any("random" in text for text in (test_file.code, *solution.files.values())),
    }
    files = {**suite.files, path: test_file.code}
    return _program(SUITE, solution, (task,), limits, seed, files=files, needs_tools=True)


def python_settings(seed: int) -> dict[str, str]:
    """What makes a run of a Python suite repeatable, for its record."""
    return recorded_settings(seed, SPLIT, IN_PROCESS, SUITE)


def _guarded(plan: CasePlan) -> list[int]:
    """Numbers of the cases to make a canary of, twice while there are few: each canary more is one
    more to guess right for who cannot know, and runs the case once more.
    """
    cases = [number for number, statement in enumerate(plan.statements) if statement.is_case]
    chosen = CHANCE.sample(cases, len(cases))
    return (chosen * CANARIES_OF_EACH)[:MOST_CANARIES]


def _common(plan: CasePlan) -> dict[str, object]:
    return {
        "helpers": plan.helpers,
        "setup": list(plan.setup),
        "candidate": plan.candidate,
        "random": plan.uses_random,
        "awaits_stop_iteration": plan.awaits_stop_iteration,
    }


def _program(
    harness: tuple[str, ...],
    solution: SolutionFiles,
    messages: tuple[Mapping[str, object], ...],
    limits: Limits,
    seed: int,
    *,
    files: Mapping[str, str] | None = None,
    needs_tools: bool = False,
) -> Program:
    texts = {**solution.files, **(files or {})}
    return Program(
        argv=(f"/src/{HARNESS_PATH}",),
        files={
            **{path: text.encode("utf-8", "surrogatepass") for path, text in texts.items()},
            HARNESS_PATH: bundle(harness),
        },
        stdin=framed(*messages),
        environment={
            "PYTHONHASHSEED": hash_seed(seed),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        limits=limits,
        needs_tools=needs_tools,
        forked=True,
    )


def _defines(source: str, name: str) -> bool:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return any(isinstance(node, kinds) and node.name == name for node in tree.body)
