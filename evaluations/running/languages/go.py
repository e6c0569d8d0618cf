"""Go: test files run in one process with the solution, watched by canaries; programs are built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evaluations.running.compiled_suites.run import run_plan
from evaluations.running.compiled_suites.toolchains import look_inside, preparing_program
from evaluations.running.go_suites.programs import (
    ENVIRONMENT,
    SYSTEM_PACKAGES,
    plan_main,
    plan_suite,
)
from evaluations.running.go_suites.warm import warm_files
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import GO_TESTS
from evaluations.sandboxes.toolchains import prepare_folder

LOOK: Final = f"""
go version
cd {SYSTEM_PACKAGES}/src 2>/dev/null && find -L . -name '*.go' -printf '%h\\n' | sort -u
"""
CACHE: Final = "/box/cache"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The version of Go, empty where it is missing, and the packages beside its own."""

    version: str
    packages: frozenset[str]


class Go(Language):
    """Go and the packages that the system has; nothing is ever fetched."""

    name = "go"
    formats = frozenset({SuiteFormat.GO_TEST})
    limits = GO_TESTS

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        found = find_go(sandbox)
        if not found.version:
            return Toolchain(missing="go is not installed")
        return Toolchain(versions={"go": found.version})

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        found = find_go(sandbox)
        warm = warm_files(found.packages)
        preparing = preparing_program(
            files=warm,
            commands=[["go", "test", "-c", "-vet=off", "-o", "/box/warm.test", "."]],
            folder=CACHE,
            suffixes=["-a", "-d"],
            environment={**ENVIRONMENT, "GOCACHE": CACHE},
        )
        prepared = prepare_folder(sandbox, "go", preparing, found.version)
        plan = plan_suite(task, found.packages, prepared)
        return run_plan(sandbox, plan, task.limits or self.limits, task.seed)

    def plan_program(self, task: Task) -> ProgramPlan:
        return plan_main(task)


LANGUAGE = Go()


@lru_cache(maxsize=8)
def find_go(sandbox: Sandbox) -> Found:
    """What is there inside ``sandbox``.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    lines = look_inside(sandbox, LOOK)
    is_there = bool(lines) and lines[0].startswith("go version go")
    return Found(
        version=lines[0].split()[2].removeprefix("go") if is_there else "",
        packages=frozenset(line.removeprefix("./") for line in lines[1:])
        if is_there
        else frozenset(),
    )
