"""All that one stored run asks for: a suite several times, or beside the reference solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from evaluations.errors import InvalidInput
from evaluations.running.languages import find_language
from evaluations.running.performance import PAIRS, compare
from evaluations.running.replicates import (
    MOST_REPLICATES,
    Replicate,
    combine,
    derive_seed,
    run_replicates,
)
from evaluations.running.run import run_task
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Work:
    """``times`` is how often the suite runs; with ``reference_files`` it is measured as well."""

    language: str
    task: Task
    times: int = 1
    reference_files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MOST_REPLICATES:
            raise InvalidInput(f"A suite runs 1 to {MOST_REPLICATES} times, not {self.times}.")

    @property
    def limits(self) -> Limits:
        """Of one program: the suite's own, else the language's."""
        return self.task.limits or find_language(self.language).limits


@dataclass(frozen=True, kw_only=True)
class Done:
    """``summary`` is what the replicates say together; ``measurements`` may be empty."""

    summary: SuiteRun
    replicates: tuple[Replicate, ...]
    measurements: Mapping[str, Any] = field(default_factory=dict)


def carry_out(sandbox: Sandbox, work: Work) -> Done:
    """Run it all.

    Raises:
        InvalidInput: the suite, or (``UnusableSolution``) the solution, is no program.
        ToolchainMissing: what runs the language is not installed.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    run = partial(run_task, sandbox, work.language)
    if not work.reference_files:
        replicates = run_replicates(run, work.task, times=work.times)
        return Done(summary=combine(replicates), replicates=replicates)
    pairs = max(PAIRS, work.times)
    measured = compare(run, work.task, work.reference_files, pairs=pairs)
    left = range(len(measured.replicates), work.times)
    seeds = [derive_seed(work.task.seed, number) for number in left]
    more = [Replicate(seed=seed, run=run(replace(work.task, seed=seed))) for seed in seeds]
    replicates = (*measured.replicates, *more)
    return Done(
        summary=combine(replicates),
        replicates=replicates,
        measurements=measured.as_record(),
    )


def limits_of(language: str, changes: Mapping[str, float]) -> Limits:
    """The language's limits, some of them replaced by a suite's own.

    Raises:
        InvalidInput: solutions in the language are not run, or a limit is unknown or not above 0.
    """
    known = {one.name for one in fields(Limits)}
    for name, value in changes.items():
        if name not in known:
            raise InvalidInput(f"Unknown limit {name!r}; known are {', '.join(sorted(known))}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise InvalidInput(f"The limit {name} is {value!r}: give a number above 0.")
    return replace(find_language(language).limits, **changes)  # type: ignore[arg-type]
