"""JavaScript on the system's node: split suites of statements, files for node:test and Jest."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Final

from evaluations.errors import SandboxUnavailable
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
from evaluations.running.node_suites.programs import (
    INSIDE,
    NODE,
    Solution,
    harness_files,
    start_node,
)
from evaluations.running.node_suites.run import run_node_suite
from evaluations.running.node_suites.solutions import choose_main
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import LimitHit, Program, Sandbox
from evaluations.sandboxes.limits import NODE_TESTS

OLDEST: Final = 18
FORMATS: Final = frozenset(
    {
        SuiteFormat.CHECK_FUNCTION,
        SuiteFormat.ASSERTIONS,
        SuiteFormat.CALLS,
        SuiteFormat.NODE_TEST,
        SuiteFormat.JEST,
    }
)


class JavaScript(Language):
    """Scripts and modules alike; which a file is, its syntax says where nothing else does."""

    name = "javascript"
    formats = FORMATS
    limits = NODE_TESTS
    endings: ClassVar[tuple[str, ...]] = (".js", ".mjs", ".cjs")
    typescript: ClassVar[bool] = False

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        versions = find_versions(sandbox)
        if "node" not in versions:
            return Toolchain(missing="node is not installed")
        if int(versions["node"].split(".")[0]) < OLDEST:
            return Toolchain(missing=f"node {versions['node']} is older than {OLDEST}")
        return Toolchain(versions={"node": versions["node"]})

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        solution = Solution(
            files=task.files,
            main=choose_main(task.files, task.entry_point, self.endings),
            entry=task.entry_point,
            typescript=self.typescript,
        )
        return run_node_suite(sandbox, task, solution, task.limits or self.limits)

    def plan_program(self, task: Task) -> ProgramPlan:
        main = choose_main(task.files, task.entry_point, self.endings)
        return ProgramPlan(
            argv=(*start_node(task.seed), f"{INSIDE}/program.cjs", f"/src/{main}"),
            files=harness_files(),
        )


LANGUAGE = JavaScript()


@lru_cache(maxsize=16)
def find_versions(sandbox: Sandbox) -> dict[str, str]:
    """Versions of ``node`` and ``typescript`` inside ``sandbox``, where they are there.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    program = Program(argv=(NODE, f"{INSIDE}/found.cjs"), files=harness_files(), limits=NODE_TESTS)
    outcome = sandbox.run(program)
    if outcome.limit_hit is not LimitHit.NONE:
        raise SandboxUnavailable(f"Asking node for its version met a limit: {outcome.limit_hit}.")
    if outcome.exit_code != 0:
        return {}
    words = outcome.stdout.decode().split()
    return dict(zip(words[::2], words[1::2], strict=True))
