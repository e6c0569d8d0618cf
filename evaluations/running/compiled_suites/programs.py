"""From a plan to the program for the sandbox: the harness of programs, one test a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.bundling import HARNESS_PATH, PROGRAMS, bundle, framed, hash_seed
from evaluations.running.compiled_suites.plan import PlannedTest, SuitePlan
from evaluations.running.python_suites.canaries import CHANCE
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.limits import MEBIBYTE, Limits

MOST_TESTS: Final = 2000
PARTS: Final = 3
"""Compiling, and each test, may take this part of the time of the whole run."""

MOST_HANGING_TESTS: Final = 2
KEPT_IN_ALL: Final = 8 * MEBIBYTE
MOST_KEPT: Final = 1 * MEBIBYTE
LARGEST_SOURCES: Final = 4 * MEBIBYTE


def build_program(
    plan: SuitePlan, order: tuple[PlannedTest, ...], limits: Limits, seed: int
) -> Program:
    """The harness with its orders; ``order`` is that of the tests it starts.

    Raises:
        InvalidInput: the suite has too many tests, or its sources are too large.
    """
    _check_size(plan)
    kept = min(MOST_KEPT, KEPT_IN_ALL // len(order))
    orders = {
        "build": [list(argv) for argv in plan.build],
        "argv": [],
        "environment": dict(plan.environment),
        "limits": {
            "wall": limits.wall_seconds / PARTS,
            "cpu": limits.cpu_seconds,
            "output": limits.output_bytes,
        },
        "patience": MOST_HANGING_TESTS,
        "cases": [{"args": list(plan.start(t)), "stdin": b"", "kept": kept} for t in order],
        "sources": _as_bytes(plan.sources),
        "laid": _as_bytes(plan.laid),
    }
    return Program(
        argv=(f"/src/{HARNESS_PATH}",),
        files={HARNESS_PATH: bundle(PROGRAMS)},
        stdin=framed(orders),
        environment={"PYTHONHASHSEED": hash_seed(seed)},
        limits=replace(limits, processes=limits.processes + 1),
        prepared=plan.prepared,
        forked=True,
    )


def shuffled(plan: SuitePlan) -> tuple[PlannedTest, ...]:
    """Tests and canaries that are to be started, in an order that gives nothing away."""
    tests = [test for test in plan.planned if not test.is_skipped]
    CHANCE.shuffle(tests)
    return tuple(tests)


def _check_size(plan: SuitePlan) -> None:
    if len(plan.planned) > MOST_TESTS:
        raise InvalidInput(f"A suite may have {MOST_TESTS} tests; this one has more.")
    size = sum(len(text) for text in (*plan.sources.values(), *plan.laid.values()))
    if size > LARGEST_SOURCES:
        raise InvalidInput(f"Solution and suite of {size} characters are too large to be built.")


def _as_bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}
