"""What a reviewer may see, as types. None of them has a field for a model.

Whatever a reviewer's page, JSON or WebSocket renders is built from :class:`BlindedComparison`. Its
only identifier is the opaque token of the reviewer's own assignment; the two sides are ``left`` and
``right`` and nothing else. Adding a field here is a decision about blinding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Side(StrEnum):
    """Where a solution stands on the reviewer's screen."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class BlindedCase:
    """One test case of one solution. ``duration_ms`` is rounded to whole milliseconds."""

    name: str
    outcome: str
    input: str
    expected: str
    got: str
    message: str
    duration_ms: int | None


@dataclass(frozen=True, kw_only=True)
class BlindedSuite:
    """The latest run of one suite: verdict, counts, cases. ``integrity``: split or in-process."""

    name: str
    kind: str
    verdict: str
    integrity: str
    passed: int
    total: int
    message: str
    stderr: str
    cases: tuple[BlindedCase, ...]


@dataclass(frozen=True, kw_only=True)
class BlindedFinding:
    """One finding of a scanner. Lines start at 1."""

    path: str
    line: int
    end_line: int
    severity: str
    tools: tuple[str, ...]
    rule: str
    cwe: str
    message: str


@dataclass(frozen=True, kw_only=True)
class BlindedMetric:
    """One number of one solution with its unit."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class BlindedEvidence:
    """Tests, findings and metrics of one side; ``notes`` say what has not run, and why."""

    suites: tuple[BlindedSuite, ...]
    findings: tuple[BlindedFinding, ...]
    metrics: tuple[BlindedMetric, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BlindedFile:
    """One file as shown: neutral name, text, and highlighted HTML of each of its lines."""

    path: str
    text: str
    lines_html: tuple[str, ...]
    notice: str
    """Why a fallback is shown (too large, binary, a line too long), or empty."""


@dataclass(frozen=True, kw_only=True)
class BlindedSolution:
    """One side."""

    side: Side
    files: tuple[BlindedFile, ...]
    evidence: BlindedEvidence | None
    """``None`` while the campaign's evidence policy withholds it."""


@dataclass(frozen=True, kw_only=True)
class BlindedView:
    """One file of one side, or of both, as a table of safe HTML (see ``presenting/markup.py``)."""

    path: str
    html: str
    notice: str
    """Why the view is plainer than usual, or empty."""


@dataclass(frozen=True, kw_only=True)
class BlindedDifference:
    """Both sides in one view, file by file, in the two layouts of the same rows."""

    aligned: tuple[BlindedView, ...]
    unified: tuple[BlindedView, ...]


@dataclass(frozen=True, kw_only=True)
class BlindedAnchor:
    """What one point of a scale means, in words."""

    point: int
    words: str


@dataclass(frozen=True, kw_only=True)
class BlindedCriterion:
    """One scale of the rubric."""

    key: str
    name: str
    question: str
    anchors: tuple[BlindedAnchor, ...]


@dataclass(frozen=True, kw_only=True)
class BlindedProblem:
    """The task both solutions answer. ``prompt_html`` is sanitised."""

    title: str
    language: str
    prompt_html: str


@dataclass(frozen=True, kw_only=True)
class BlindedProgress:
    """Where the reviewer stands: done of total, about how many minutes are left (median pace)."""

    done: int
    total: int
    minutes_left: int | None


@dataclass(frozen=True, kw_only=True)
class BlindedComparison:
    """All that one reviewer sees of one comparison."""

    token: UUID
    campaign_id: UUID
    campaign_name: str
    problem: BlindedProblem
    left: BlindedSolution
    right: BlindedSolution
    criteria: tuple[BlindedCriterion, ...]
    evidence_policy: str
    draft: dict[str, object]
    is_sample: bool
