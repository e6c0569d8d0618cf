"""Time and memory of a solution beside the reference solution's, as ratios with their spread.

The two are run in turn, so that what else the machine does falls on both. A ratio is that of one
pair; the median of the pairs is what is said, from the smallest to the largest its spread. With k
pairs the spread holds the true median with a probability of 1 - 2 / 2^k, whatever the shape of the
noise (for 5 pairs 94 %).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any

from evaluations.errors import InvalidInput
from evaluations.running.grading import Integrity, Verdict
from evaluations.running.replicates import Replicate, derive_seed
from evaluations.running.tasks import SuiteRun, Task

PAIRS = 5


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What is compared. ``measure`` gives ``None`` where a run does not tell it."""

    name: str
    unit: str
    measure: Callable[[SuiteRun], float | None]


def _test_seconds(run: SuiteRun) -> float | None:
    """Time of the cases alone, told by the tests' own process; in one process it may be forged."""
    durations = [case.duration_seconds for case in run.grade.cases]
    known = [seconds for seconds in durations if seconds is not None]
    if run.grade.integrity is not Integrity.SPLIT or len(known) < len(durations) or not known:
        return None
    return sum(known)


QUANTITIES = (
    Quantity(name="test_time", unit="seconds", measure=_test_seconds),
    Quantity(name="cpu_time", unit="seconds", measure=lambda run: run.outcome.cpu_seconds),
    Quantity(name="wall_time", unit="seconds", measure=lambda run: run.outcome.wall_seconds),
    Quantity(name="peak_memory", unit="bytes", measure=lambda run: run.outcome.peak_memory_bytes),
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The same suite, with the same seed, on both."""

    solution: Replicate
    reference: Replicate


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that was run. Fewer pairs than asked for where one of the two did not pass."""

    pairs: tuple[Pair, ...]
    replicates: tuple[Replicate, ...]
    why_incomplete: str = ""

    def as_record(self) -> dict[str, Any]:
        """Plain JSON: ``pairs``, why there are no ratios if there are none, and ``ratios``."""
        if self.why_incomplete:
            return {"pairs": 0, "why": self.why_incomplete, "ratios": {}}
        ratios = {quantity.name: _ratio(quantity, self.pairs) for quantity in QUANTITIES}
        told = {name: ratio for name, ratio in ratios.items() if ratio is not None}
        return {"pairs": len(self.pairs), "why": "", "ratios": told}


def compare(
    run: Callable[[Task], SuiteRun],
    task: Task,
    reference_files: Mapping[str, str],
    *,
    pairs: int = PAIRS,
) -> Comparison:
    """Run solution and reference in turn, until one does not pass: its speed means nothing.

    Raises what ``run`` raises; InvalidInput where the reference is no program.
    """
    done: list[Pair] = []
    own: list[Replicate] = []
    for number in range(pairs):
        seed = derive_seed(task.seed, number)
        ours = replace(task, seed=seed)
        both = [partial(run, ours), partial(_run_reference, run, ours, reference_files)]
        turn = 1 if number % 2 == 0 else -1  # who goes first changes from pair to pair
        runs = [Replicate(seed=seed, run=one()) for one in both[::turn]][::turn]
        own.append(runs[0])
        for who, one in zip(("solution", "reference solution"), runs, strict=True):
            if one.run.grade.verdict is not Verdict.PASSED:
                why = f"not measured: the {who} does not pass"
                return Comparison(pairs=tuple(done), replicates=tuple(own), why_incomplete=why)
        done.append(Pair(solution=runs[0], reference=runs[1]))
    return Comparison(pairs=tuple(done), replicates=tuple(own))


def _run_reference(
    run: Callable[[Task], SuiteRun], task: Task, files: Mapping[str, str]
) -> SuiteRun:
    try:
        return run(replace(task, files=files))
    except InvalidInput as error:  # never the fault of the solution beside it
        raise InvalidInput(f"The reference solution cannot be run: {error.message}") from error


def _ratio(quantity: Quantity, pairs: Sequence[Pair]) -> dict[str, Any] | None:
    """``None`` where a run does not tell the quantity, or the reference's is zero."""
    ours = [quantity.measure(pair.solution.run) for pair in pairs]
    theirs = [quantity.measure(pair.reference.run) for pair in pairs]
    values = [value for value in ours if value is not None]
    others = [value for value in theirs if value]
    if not len(values) == len(others) == len(pairs):
        return None
    ratios = [value / other for value, other in zip(values, others, strict=True)]
    return {
        "unit": quantity.unit,
        "solution": median(values),
        "reference": median(others),
        "ratio": median(ratios),
        "low": min(ratios),
        "high": max(ratios),
        "coverage": 1 - 2 ** (1 - len(pairs)),
    }
