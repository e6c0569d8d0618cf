"""A suite run several times: what its runs say together, and whether they agree.

Each has a seed of its own and other canaries: a solution that passes by luck, or by knowing what
the canaries look like, does not do so every time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.running.grading import GRAVITY, CaseResult, Grade, Verdict
from evaluations.running.tasks import SuiteRun, Task

MOST_REPLICATES = 20
SEED_BITS = 63
NEVER_OUTVOTED = (Verdict.INTEGRITY_FAILED, Verdict.INFRASTRUCTURE_ERROR)
"""Seen once, the whole run is not to be believed."""


@dataclass(frozen=True, kw_only=True)
class Replicate:
    """One of the runs, and the seed it was given."""

    seed: int
    run: SuiteRun

    def as_record(self) -> dict[str, Any]:
        """Plain JSON; times are milliseconds, memory is bytes."""
        grade, outcome = self.run.grade, self.run.outcome
        return {
            "seed": self.seed,
            "verdict": grade.verdict.value,
            "integrity": grade.integrity.value,
            "message": grade.message,
            "passed_cases": grade.passed_cases,
            "total_cases": len(grade.cases),
            "wall_ms": round(outcome.wall_seconds * 1000),
            "cpu_ms": round(outcome.cpu_seconds * 1000),
            "peak_memory_bytes": outcome.peak_memory_bytes,
            "exit_code": outcome.exit_code,
            "signal": outcome.signal,
            "limit_hit": outcome.limit_hit.value,
        }


def derive_seed(seed: int, number: int) -> int:
    """The seed of a replicate: the run's own for the first, unrelated ones for the others."""
    if number == 0:
        return seed
    digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - SEED_BITS)


def run_replicates(
    run: Callable[[Task], SuiteRun], task: Task, *, times: int
) -> tuple[Replicate, ...]:
    """Run ``task`` so many times, each with its own seed. Raises what ``run`` raises."""
    seeds = [derive_seed(task.seed, number) for number in range(times)]
    return tuple(Replicate(seed=seed, run=run(replace(task, seed=seed))) for seed in seeds)


def combine(replicates: Sequence[Replicate]) -> SuiteRun:
    """What they say together; the outcome is that of the first that did not pass, or the first."""
    runs = [replicate.run for replicate in replicates]
    if len(runs) == 1:
        return runs[0]
    verdict = combine_verdicts([run.grade.verdict for run in runs])
    shown = next((run for run in runs if run.grade.verdict is not Verdict.PASSED), runs[0])
    peaks = [run.outcome.peak_memory_bytes for run in runs]
    known = [peak for peak in peaks if peak is not None]
    return SuiteRun(
        grade=replace(
            shown.grade,
            verdict=verdict,
            cases=tuple(_combine_cases([run.grade for run in runs])),
            message=_words(runs, shown.grade.message),
        ),
        outcome=replace(shown.outcome, peak_memory_bytes=max(known, default=None)),
    )


def combine_verdicts(verdicts: Sequence[Verdict]) -> Verdict:
    """PASSED when all did, FLAKY when some did, else the gravest."""
    told = set(verdicts) - {Verdict.NOT_RUN} or {Verdict.NOT_RUN}
    gravest = next((verdict for verdict in GRAVITY if verdict in told), Verdict.PASSED)
    if gravest in NEVER_OUTVOTED or Verdict.PASSED not in told:
        return gravest
    return Verdict.PASSED if told == {Verdict.PASSED} else Verdict.FLAKY


Key = tuple[str, int]
"""A case's name, and which of those with this name it is."""


def _combine_cases(grades: Sequence[Grade]) -> Iterator[CaseResult]:
    """Each case once, in the order of the run that tells of most: as it failed, where it did."""
    keyed = [dict(_keyed(grade.cases)) for grade in grades]
    for key in max(keyed, key=len):
        results = [cases[key] for cases in keyed if key in cases]
        shown = next((case for case in results if case.verdict is not Verdict.PASSED), results[0])
        yield replace(shown, verdict=combine_verdicts([case.verdict for case in results]))


def _keyed(cases: Sequence[CaseResult]) -> Iterator[tuple[Key, CaseResult]]:
    seen: Counter[str] = Counter()
    for case in cases:
        yield (case.name, seen[case.name]), case
        seen[case.name] += 1


def _words(runs: Sequence[SuiteRun], message: str) -> str:
    passed = sum(run.grade.verdict is Verdict.PASSED for run in runs)
    return f"Passed {passed} of {len(runs)} times. {message}".strip()
