"""All that decides a run beside the sandbox, and what comes of it; the same for every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluations.errors import InvalidInput
from evaluations.running.grading import Grade
from evaluations.running.suites import SuiteSource
from evaluations.sandboxes.base import Outcome
from evaluations.sandboxes.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Task:
    """One suite on one solution.

    ``files`` are those of the solution, laid over the problem's starter files (path -> text);
    ``limits`` is ``None`` for those of the language. Nothing of the suite is in ``files``.
    """

    suite: SuiteSource
    files: Mapping[str, str]
    prompt: str = ""
    entry_point: str = ""
    limits: Limits | None = None
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class SuiteRun:
    """One run of one suite. ``outcome.environment`` includes the seed and what else was fixed.

    Of a suite that took several programs, ``outcome`` adds them up: times are sums, memory the
    largest, the output that of the first one that says something.
    """

    grade: Grade
    outcome: Outcome


class UnusableSolution(InvalidInput):
    """The solution cannot be made into a program: its own fault, unlike that of a broken suite."""

    code = "unusable_solution"
