"""SQL as SQLite reads it: a query, or statements that change a database, against a suite's own.

Split by nature: SQL cannot reach the process that runs it, and expected rows stay outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.bundling import (
    HARNESS_PATH,
    SQL,
    bundle,
    framed,
    hash_seed,
    recorded_settings,
)
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
from evaluations.running.shares import MOST_HANGING_CASES, of_whole_run
from evaluations.running.sql_suites.cases import MOST_ROWS, SqlSuite, read_sql_suite
from evaluations.running.sql_suites.grades import grade_sql
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task, UnusableSolution
from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import SQL_TESTS, Limits

ENDING: Final = ".sql"
ASKS_VERSION: Final = "import sqlite3; print(sqlite3.sqlite_version)"


class Sql(Language):
    """SQLite, as the sandbox's Python has it."""

    name = "sql"
    formats = frozenset({SuiteFormat.SQL})
    limits = SQL_TESTS

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        return _find_toolchain(sandbox)

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        limits = task.limits or self.limits
        suite = read_sql_suite(task.suite.code)
        outcome = sandbox.run(build_program(suite, find_solution(task.files), limits, task.seed))
        environment = {**outcome.environment, **recorded_settings(task.seed, SQL)}
        return SuiteRun(
            grade=grade_sql(suite.cases, outcome),
            outcome=replace(outcome, environment=environment),
        )

    def plan_program(self, task: Task) -> ProgramPlan:
        raise InvalidInput("SQL is no program that reads and prints: test it with a suite of SQL.")


LANGUAGE = Sql()


@lru_cache(maxsize=16)
def _find_toolchain(sandbox: Sandbox) -> Toolchain:
    outcome = sandbox.run(Program(argv=("python3", "-c", ASKS_VERSION), limits=SQL_TESTS))
    if outcome.exit_code != 0:
        return Toolchain(missing="SQLite is not installed (Python's module sqlite3)")
    return Toolchain(versions={"sqlite": outcome.stdout.decode().strip()})


def find_solution(files: Mapping[str, str]) -> str:
    """The text of the only file of SQL.

    Raises:
        UnusableSolution: there is none, or there are several.
    """
    found = [path for path in sorted(files) if path.endswith(ENDING)]
    if len(found) != 1:
        raise UnusableSolution(f"A solution in SQL is one file {ENDING}, not {len(found)}.")
    return files[found[0]]


def build_program(suite: SqlSuite, solution: str, limits: Limits, seed: int) -> Program:
    """The harness with its orders; no expected row is among them."""
    orders = {
        "schema": suite.schema,
        "data": suite.data,
        "solution": solution,
        "cases": [{"before": case.before, "query": case.query} for case in suite.cases],
        "seconds": limits.wall_seconds,
        "patience": MOST_HANGING_CASES,
        "heap": limits.memory_bytes // 2,
        "rows": MOST_ROWS,
    }
    return Program(
        argv=(f"/src/{HARNESS_PATH}",),
        files={HARNESS_PATH: bundle(SQL)},
        stdin=framed(orders),
        environment={"PYTHONHASHSEED": hash_seed(seed)},
        limits=of_whole_run(limits, parts=len(suite.cases)),
        forked=True,
    )
