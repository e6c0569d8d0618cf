"""Bash: tests that call the solution's functions or start it, one process for each test.

The process of a test is a Bash that nobody may read (its file has no read permission, so the kernel
keeps its memory closed), and the solution runs in others; unless the suite sources it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import lru_cache
from typing import Final

from evaluations.running.bash_suites.grades import Key, grade_bash
from evaluations.running.bash_suites.scripts import BOOT, script_of
from evaluations.running.bash_suites.tests import BashSuite, Version, read_bash_suite, versions
from evaluations.running.bundling import PROGRAMS, recorded_settings
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
from evaluations.running.programs.cases import ProgramCase
from evaluations.running.programs.run import build_program
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task, UnusableSolution
from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import BASH_TESTS

ENDINGS: Final = (".sh", ".bash")
USUAL_NAMES: Final = ("main.sh", "solution.sh")
PLAIN: Final = ("--norc", "--noprofile")
UNREADABLE: Final = "/box/.bash"


class Bash(Language):
    """The sandbox's own Bash."""

    name = "bash"
    formats = frozenset({SuiteFormat.BASH_TEST, SuiteFormat.BATS})
    limits = BASH_TESTS

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        return _find_toolchain(sandbox)

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        suite = read_bash_suite(task.suite)
        started = (None, *versions(suite))
        key = Key(versions=started, nonces=tuple(secrets.token_hex(16) for _ in started))
        outcome = sandbox.run(_build(task, suite, key))
        environment = {**outcome.environment, **recorded_settings(task.seed, PROGRAMS)}
        return SuiteRun(
            grade=grade_bash(suite, key, outcome),
            outcome=replace(outcome, environment=environment),
        )

    def plan_program(self, task: Task) -> ProgramPlan:
        main = choose_main(task)
        return ProgramPlan(argv=("bash", *PLAIN, f"/src/{main}"), build=(_syntax_check(main),))


LANGUAGE = Bash()


@lru_cache(maxsize=16)
def _find_toolchain(sandbox: Sandbox) -> Toolchain:
    asked = Program(argv=("bash", "-c", 'printf %s "$BASH_VERSION"'), limits=BASH_TESTS)
    outcome = sandbox.run(asked)
    if outcome.exit_code != 0:
        return Toolchain(missing="bash is not installed")
    return Toolchain(versions={"bash": outcome.stdout.decode()})


def choose_main(task: Task) -> str:
    """The file that is started or whose functions are called.

    Raises:
        UnusableSolution: none of the files is Bash, or several are and none has the usual name.
    """
    found = [path for path in sorted(task.files) if path.endswith(ENDINGS)]
    usual = [path for name in USUAL_NAMES for path in found if path == name]
    if usual or len(found) == 1:
        return (usual or found)[0]
    raise UnusableSolution(
        f"A solution in Bash is one file {' or '.join(ENDINGS)}, or several of which one is "
        f"{USUAL_NAMES[0]}; there are {len(found)}."
    )


def _syntax_check(main: str) -> tuple[str, ...]:
    return ("bash", *PLAIN, "-n", f"/src/{main}")


def _build(task: Task, suite: BashSuite, key: Key) -> Program:
    main = choose_main(task)
    plan = ProgramPlan(
        argv=(UNREADABLE, *PLAIN, "-c", BOOT),
        build=(
            _syntax_check(main),
            ("cp", "/usr/bin/bash", UNREADABLE),
            ("chmod", "0111", UNREADABLE),
        ),
        files={path: text.encode() for path, text in task.suite.files.items()},
    )

    def case(version: Version | None, nonce: str) -> ProgramCase:
        script = script_of(suite, version, main=main, solution=task.files[main], nonce=nonce)
        return ProgramCase(name="", stdin=script, stdout=nonce)

    pairs = zip(key.versions, key.nonces, strict=True)
    cases = [case(version, nonce) for version, nonce in pairs]
    return build_program(plan, task, cases, task.limits or BASH_TESTS)
