"""A suite made into a program: what is built, what is started for each test, who is a canary."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evaluations.running.grading import Verdict
from evaluations.running.programs.reports import Started

WANTED_CANARIES: Final = 6

Judged = tuple[Verdict, str]
"""What is said of one test, and the words for it."""


@dataclass(frozen=True, kw_only=True)
class PlannedTest:
    """One test. ``key`` is its random name, by which it is started; ``name`` is its own.

    ``guards`` is the key of the test a canary was made from; it is empty for a real test and for a
    canary that fails whatever the solution does. ``line`` counts from 1 in the suite's code.
    """

    key: str
    name: str
    text: str = ""
    line: int = 0
    guards: str = ""
    is_canary: bool = False
    is_skipped: bool = False


@dataclass(frozen=True, kw_only=True)
class SuitePlan:
    """All that the harness is told, and what only the outside knows.

    ``sources`` (path below the box -> text) are gone once all is built, ``laid`` files stay.
    ``start`` gives the command of one test, ``judge`` what its process makes of it. ``blame`` says
    why the suite is at fault when what a compiler printed speaks against it, and else nothing.
    """

    sources: Mapping[str, str]
    laid: Mapping[str, str]
    build: tuple[tuple[str, ...], ...]
    start: Callable[[PlannedTest], tuple[str, ...]]
    judge: Callable[[PlannedTest, Started], Judged]
    blame: Callable[[str], str]
    tests: tuple[PlannedTest, ...]
    canaries: tuple[PlannedTest, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    prepared: Mapping[str, Path] = field(default_factory=dict)

    @property
    def planned(self) -> tuple[PlannedTest, ...]:
        return (*self.tests, *self.canaries)


def random_name(prefix: str) -> str:
    """A name that gives nothing away."""
    return f"{prefix}{secrets.token_hex(8)}"
