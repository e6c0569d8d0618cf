"""Everything a report is computed from, as plain rows in a fixed order, and the hash of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

DOCUMENT_VERSION = 2
"""Raised when a report says something else of the same rows: it is part of the hash."""

STUDY = "study"
SEVERITIES = ("critical", "high", "medium", "low", "info")


class CampaignRow(NamedTuple):
    """The plan. ``planned`` counts the reviews of study comparisons that the overlap asks for."""

    public_id: str
    name: str
    design_hash: str
    seed: int
    overlap: int
    evidence_policy: str
    rubric: str
    is_sample: bool
    started_at: str
    planned: int
    stored_reviews: int


class ModelRow(NamedTuple):
    id: int
    public_id: str
    provider: str
    name: str
    version: str


class ProblemRow(NamedTuple):
    """``suites`` counts the suites that decide whether a solution is correct.

    ``robustness_suites`` those that try its edges.
    """

    id: int
    key: str
    suites: int
    robustness_suites: int = 0


class CriterionRow(NamedTuple):
    """``anchors`` holds the words of the points from 1 on."""

    id: int
    key: str
    name: str
    points: int
    anchors: list[str]


class ReviewRow(NamedTuple):
    """A current review, sides as displayed; ``ratings`` are (criterion, 1 for left, points)."""

    id: int
    comparison: int
    problem: int
    reviewer: int
    kind: str
    left: int
    right: int
    left_model: int
    right_model: int
    preference: str
    late: bool
    is_sample: bool
    recognised: bool | None
    ratings: list[list[int]]

    @property
    def counts(self) -> bool:
        """Whether estimates use it: late reviews and those of other kinds are only counted."""
        return self.kind == STUDY and not self.late


class SolutionRow(NamedTuple):
    id: int
    problem: int
    model: int
    content_hash: str


class RunRow(NamedTuple):
    """Our finished attempts at one suite on one solution, oldest first."""

    solution: int
    suite: int
    verdicts: list[str]


class PerformanceRow(NamedTuple):
    """The last finished attempt at one performance suite, as ratios to the reference solution."""

    solution: int
    suite: int
    verdict: str
    time: float | None
    memory: float | None


class ImportedRow(NamedTuple):
    """What another harness says of a solution."""

    solution: int
    source: str
    verdict: str


class ScanRow(NamedTuple):
    """The last finished attempt of one scanner; numbers that it does not give are ``None``."""

    solution: int
    scanner: str
    scanned: bool
    critical: int
    high: int
    medium: int
    low: int
    info: int
    lines: float | None
    complexity: float | None


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """One campaign's rows, each table ordered by id."""

    campaign: CampaignRow
    models: tuple[ModelRow, ...]
    problems: tuple[ProblemRow, ...]
    criteria: tuple[CriterionRow, ...]
    reviews: tuple[ReviewRow, ...]
    solutions: tuple[SolutionRow, ...]
    runs: tuple[RunRow, ...]
    imported: tuple[ImportedRow, ...]
    scans: tuple[ScanRow, ...]
    robustness: tuple[RunRow, ...] = ()
    performance: tuple[PerformanceRow, ...] = ()

    @cached_property
    def counted_reviews(self) -> tuple[ReviewRow, ...]:
        """The reviews that estimates use."""
        return tuple(review for review in self.reviews if review.counts)


def hash_inputs(inputs: Inputs) -> str:
    """SHA-256 over every row, one JSON array a line, after a line that names the table."""
    digest = hashlib.sha256(f"report inputs {DOCUMENT_VERSION}\n".encode())
    for field in fields(inputs):
        table = getattr(inputs, field.name)
        rows = (table,) if isinstance(table, CampaignRow) else table
        digest.update(f"{field.name} {len(rows)}\n".encode())
        for row in rows:
            digest.update(json.dumps(row, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def display_names(models: tuple[ModelRow, ...]) -> dict[int, str]:
    """Model id -> name and version, led by the provider where that alone tells two apart."""
    short = {model.id: f"{model.name} {model.version}".strip() for model in models}
    taken = list(short.values())
    return {
        model.id: short[model.id]
        if taken.count(short[model.id]) == 1
        else f"{model.provider or 'no provider'} / {short[model.id]}"
        for model in models
    }
