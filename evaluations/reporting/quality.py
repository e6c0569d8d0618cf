"""What is missing, late, excluded or unsteady: the counts behind every caveat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evaluations.reporting.automatic import CONCLUSIVE, PASSED, judge_imported, read_scans
from evaluations.reporting.inputs import STUDY, Inputs


@dataclass(frozen=True, kw_only=True)
class Count:
    """``count`` of ``of`` (``None`` where there is no whole); ``note`` says what it means."""

    key: str
    name: str
    count: int
    of: int | None = None
    note: str = ""

    def as_record(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def count_quality(inputs: Inputs, passed: Mapping[int, bool]) -> tuple[Count, ...]:
    """Everything that did not go into an estimate, and what makes one doubtful."""
    return (*_count_reviews(inputs), *_count_solutions(inputs, passed))


def _count_reviews(inputs: Inputs) -> tuple[Count, ...]:
    reviews, planned = inputs.reviews, inputs.campaign.planned
    counted = len(inputs.counted_reviews)
    asked = [row for row in reviews if row.recognised is not None]
    return (
        Count(key="reviews", name="Reviews that count", count=counted, of=planned),
        Count(
            key="missing",
            name="Reviews still missing",
            count=max(0, planned - counted),
            of=planned,
            note="Planned by the overlap and not in yet.",
        ),
        Count(
            key="late",
            name="Late reviews",
            count=sum(row.late for row in reviews),
            note="Came in after their slot was filled or the campaign closed: kept, not counted.",
        ),
        Count(
            key="other_kinds",
            name="Training, gold and repeated comparisons",
            count=sum(row.kind != STUDY for row in reviews),
            note="Measure reviewers, not models: not counted.",
        ),
        Count(
            key="recognised",
            name="Reviewers who thought they knew a model",
            count=sum(bool(row.recognised) for row in asked),
            of=len(asked),
            note="Of the reviews that answered the question.",
        ),
        Count(
            key="sample",
            name="Sample reviews",
            count=sum(row.is_sample for row in reviews),
            of=len(reviews),
            note="Written to show the platform, or given in its sample campaign.",
        ),
    )


def _count_solutions(inputs: Inputs, passed: Mapping[int, bool]) -> tuple[Count, ...]:
    total = len(inputs.solutions)
    last = Counter(run.verdicts[-1] for run in inputs.runs)
    unsteady = sum(_is_unsteady(run.verdicts) for run in inputs.runs)
    return (
        Count(key="judged", name="Solutions judged by tests", count=len(passed), of=total),
        Count(
            key="infrastructure",
            name="Runs lost to the infrastructure",
            count=last["infrastructure_error"],
            of=len(inputs.runs),
            note="Never counted as a failure of the solution.",
        ),
        Count(
            key="integrity",
            name="Runs whose result could not be trusted",
            count=last["integrity_failed"],
            of=len(inputs.runs),
            note="Never counted as a failure of the solution.",
        ),
        Count(
            key="not_run",
            name="Runs that were not made",
            count=last["not_run"],
            of=len(inputs.runs),
            note="No sandbox or toolchain, or a suite that is no program: each run says why.",
        ),
        Count(
            key="flaky",
            name="Runs whose replicates disagree",
            count=last["flaky"],
            of=len(inputs.runs),
            note="Passed at times: counted as not passed.",
        ),
        Count(
            key="unsteady",
            name="Runs that passed once and failed once",
            count=unsteady,
            of=len(inputs.runs),
            note="The last attempt counts.",
        ),
        Count(
            key="scanned",
            name="Solutions scanned completely",
            count=len(read_scans(inputs, passed)),
            of=total,
        ),
        Count(
            key="imported",
            name="Imported results",
            count=len(inputs.imported),
            note="Of other harnesses: shown apart, never mixed with runs made here.",
        ),
        _count_disagreement(inputs, passed),
    )


def _count_disagreement(inputs: Inputs, passed: Mapping[int, bool]) -> Count:
    """Results of other harnesses on solutions that were judged here as well."""
    both = [
        (passed[solution], theirs)
        for results in judge_imported(inputs).values()
        for solution, theirs in results.items()
        if solution in passed
    ]
    return Count(
        key="disagreement",
        name="Imported results that contradict ours",
        count=sum(ours != theirs for ours, theirs in both),
        of=len(both),
        note="Of those on solutions judged here as well: look at them before you believe either.",
    )


def _is_unsteady(verdicts: list[str]) -> bool:
    conclusive = {verdict == PASSED for verdict in verdicts if verdict in CONCLUSIVE}
    return len(conclusive) > 1
