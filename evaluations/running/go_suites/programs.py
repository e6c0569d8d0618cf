"""A Go suite and a solution as a plan: where files lie, how they are built, how a test starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from evaluations.errors import InvalidInput, ToolchainMissing
from evaluations.running.compiled_suites.plan import PlannedTest, SuitePlan
from evaluations.running.compiled_suites.tokens import GO, tokenize
from evaluations.running.go_suites.results import blame, judge
from evaluations.running.go_suites.sources import (
    complete,
    imports_of,
    package_of,
    with_own_imports,
)
from evaluations.running.go_suites.test_files import rewrite_suite
from evaluations.running.languages.base import ProgramPlan
from evaluations.running.tasks import Task, UnusableSolution

SYSTEM_PACKAGES: Final = "/usr/share/gocode"
PREPARED: Final = "go"
MODULE: Final = re.compile(r"^module\s+\"?([\w./~-]+)\"?\s*$", re.MULTILINE)
EMBEDDING: Final = "//go:embed"
BINARY: Final = "/box/suite"
PROGRAM: Final = "/box/program"
TEST_PATH: Final = "solution_test.go"
ENVIRONMENT: Final = {
    "CGO_ENABLED": "0",
    "GO111MODULE": "off",
    "GOENV": "off",
    "GOPATH": f"/box:{SYSTEM_PACKAGES}",
    "GOPROXY": "off",
}
LINKED: Final = ("-ldflags=-s -w",)
"""Without names of variables and lines: what a test is called and says is not to be looked up."""

COMPILED: Final = {"GOCACHE": f"/prepared/{PREPARED}"}


def plan_suite(task: Task, installed: Iterable[str], prepared: Path) -> SuitePlan:
    """What is built of a suite and a solution; ``installed`` are the packages beside Go's own.

    Raises:
        InvalidInput: no Go file, or no test; says which.
        ToolchainMissing: the problem needs a package that is not there.
    """
    suite = _suite_files(task)
    module = module_of((*suite.items(), *task.files.items()))
    require_packages((*suite.values(), task.prompt), module, installed)
    solution = solution_files(task, suite)
    package = package_of(suite[_test_path(task)]).removesuffix("_test")
    rewritten = rewrite_suite({p: t for p, t in suite.items() if p.endswith("_test.go")})
    completed = {p: complete(t, package) if _is_go(p) else t for p, t in solution.items()}
    files = {**completed, **suite, **rewritten.files}
    root = f"src/{module}"
    folder = f"/box/{root}/{_test_path(task).rpartition('/')[0]}".rstrip("/")

    def start(test: PlannedTest) -> tuple[str, ...]:
        chosen = (f"-test.run=^{test.key}$", "-test.v", "-test.paniconexit0")
        return ("env", "-C", folder, BINARY, *chosen)

    return SuitePlan(
        sources={f"{root}/{path}": text for path, text in files.items() if _is_go(path)},
        laid={f"{root}/{path}": text for path, text in files.items() if not _is_go(path)},
        build=(("env", "-C", folder, "go", "test", "-c", "-vet=off", *LINKED, "-o", BINARY, "."),),
        start=start,
        judge=judge,
        blame=blame,
        tests=rewritten.tests,
        canaries=rewritten.canaries,
        environment={**ENVIRONMENT, **COMPILED},
        prepared={PREPARED: prepared},
    )


def solution_files(task: Task, suite: Mapping[str, str]) -> dict[str, str]:
    """The solution's own files; its tests are not those that count.

    Raises:
        UnusableSolution: none of them is Go.
    """
    files = {
        path: text
        for path, text in task.files.items()
        if not path.endswith("_test.go") and path not in suite
    }
    if not any(map(_is_go, files)):
        raise UnusableSolution("The solution has no Go file.")
    for path, text in files.items():
        if _is_go(path) and EMBEDDING in text:
            raise UnusableSolution(f"{path}: {EMBEDDING} could read the tests, so it is not built.")
    return files


def require_packages(sources: Iterable[str], module: str, installed: Iterable[str]) -> None:
    """Hold what a problem itself imports against what is there, and against its own ``module``.

    Raises:
        ToolchainMissing: names the package.
    """
    wanted: set[str] = set()
    for text in sources:
        with suppress(InvalidInput):  # a prompt may be prose
            wanted |= {one.path for one in imports_of(text) if one.is_external}
    own = {path for path in wanted if f"{path}/".startswith(f"{module}/")}
    missing = sorted(wanted - own - set(installed))
    if missing:
        raise ToolchainMissing(f"not run: the Go package {missing[0]} is not installed")


def module_of(files: Iterable[tuple[str, str]]) -> str:
    """The path of the module that a ``go.mod`` names."""
    for path, text in files:
        match = MODULE.search(text) if path == "go.mod" else None
        if match and ".." not in match[1]:
            return match[1].strip("/")
    return "solution"


def _suite_files(task: Task) -> dict[str, str]:
    """The suite's files; one that comes in parts was cut out of a file with more imports."""
    suite = task.suite
    code = f"{suite.setup}\n{suite.code}" if suite.setup else suite.code
    if not package_of(code):
        code = complete(code, _package_of_solution(task))
    elif suite.setup:
        code = with_own_imports(code)
    return {**suite.files, _test_path(task): code}


def _package_of_solution(task: Task) -> str:
    named = (package_of(text) for path, text in sorted(task.files.items()) if _is_go(path))
    return next(filter(None, named), "main")


def _test_path(task: Task) -> str:
    return task.suite.path if task.suite.path.endswith("_test.go") else TEST_PATH


def _is_go(path: str) -> bool:
    return path.endswith(".go")


def plan_main(task: Task) -> ProgramPlan:
    """The solution's ``package main``, built where it lies.

    Raises:
        UnusableSolution: no file has a ``func main``.
    """
    mains = [path for path, text in sorted(task.files.items()) if _starts(path, text)]
    if not mains:
        raise UnusableSolution("The solution has no Go file with a func main().")
    folder = mains[0].rpartition("/")[0]
    root = f"/box/src/{module_of(task.files.items())}"
    source = f"{root}/{folder}".rstrip("/")
    return ProgramPlan(
        argv=(PROGRAM,),
        build=(
            ("mkdir", "-p", root),
            ("cp", "-r", "/src/.", root),
            ("env", "-C", source, "go", "build", *LINKED, "-o", PROGRAM, "."),
        ),
        environment={**ENVIRONMENT, "GOCACHE": "/tmp/go"},  # noqa: S108 - the sandbox's own
    )


def _starts(path: str, text: str) -> bool:
    if not _is_go(path) or path.endswith("_test.go"):
        return False
    words = [token.text for token in tokenize(text, GO)]
    return any(words[at : at + 4] == ["func", "main", "(", ")"] for at in range(len(words)))
