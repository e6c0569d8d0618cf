"""What is read for one comparison: few queries, plain tuples, no column that could tell a model.

Every query has a fixed shape, so both sides and all campaigns cost the same number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Left

from evaluations.models import (
    CodeMetric,
    Comparison,
    Criterion,
    LanguageModel,
    Rendering,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.models.test_run import RunOrigin, Verdict
from evaluations.presenting.evidence import CaseRow, MetricRow, RunRow, ScanRow

SHOWN_CASES = 100
"""Cases of a run that are shown; failed ones are shown from ten times as many."""
SHOWN_OUTPUT = 8_000
"""Characters of an output or a message that are shown."""


class ComparisonRow(NamedTuple):
    """One comparison with what surrounds it. ``hash_a`` and ``hash_b`` stand for the code."""

    campaign: int
    campaign_public_id: UUID
    campaign_name: str
    evidence_policy: str
    is_sample: bool
    rubric: int
    title: str
    language: str
    prompt: str
    solution_a: int
    hash_a: str
    solution_b: int
    hash_b: str


class CriterionRow(NamedTuple):
    """One criterion, joined with one of its anchors."""

    key: str
    name: str
    question: str
    point: int | None
    words: str | None


def find_comparison(comparison_id: int) -> ComparisonRow:
    """The comparison and what surrounds it.

    Raises:
        Comparison.DoesNotExist: there is none with this id.
    """
    columns = Comparison.objects.values_list(
        "campaign_id",
        "campaign__public_id",
        "campaign__name",
        "campaign__evidence_policy",
        "campaign__is_sample",
        "campaign__rubric_id",
        "problem__title",
        "problem__language",
        "problem__prompt",
        "solution_a_id",
        "solution_a__content_hash",
        "solution_b_id",
        "solution_b__content_hash",
    )
    return ComparisonRow(*columns.get(pk=comparison_id))


def find_names(campaign_id: int) -> frozenset[str]:
    """Every name under which a model of the campaign, or its vendor, could show itself."""
    models = LanguageModel.objects.filter(campaigns=campaign_id).order_by()
    rows = models.values_list("provider", "name", "version")
    return frozenset(
        text
        for provider, name, version in rows
        for text in (provider, name, f"{name} {version}".strip())
        if text
    )


def find_renderings(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Stored content by key, as far as it is stored."""
    return dict(Rendering.objects.filter(key__in=list(keys)).values_list("key", "content"))


def find_files(solution_ids: Iterable[int]) -> dict[int, list[Mapping[str, str]]]:
    """Files of solutions, by solution."""
    return dict(Solution.objects.filter(pk__in=list(solution_ids)).values_list("pk", "files"))


def find_criteria(rubric_id: int) -> list[CriterionRow]:
    """Criteria in their order, each with its anchors from the lowest point up."""
    rows = Criterion.objects.filter(rubric=rubric_id).order_by("position", "pk", "anchors__point")
    columns = rows.values_list("key", "name", "question", "anchors__point", "anchors__words")
    return [CriterionRow(*row) for row in columns]


def find_runs(solution_ids: Sequence[int]) -> list[RunRow]:
    """Own runs, the latest attempt first. Imported ones stay apart: a source may name a model."""
    runs = TestRun.objects.filter(solution__in=solution_ids, origin=RunOrigin.OWN)
    columns = runs.order_by("suite_id", "-attempt").values_list(
        "pk",
        "solution_id",
        "suite_id",
        "suite__name",
        "suite__kind",
        "state",
        "verdict",
        "integrity",
        "passed_cases",
        "total_cases",
        Left("message", SHOWN_OUTPUT),
        Left("stderr", SHOWN_OUTPUT),
    )
    return [RunRow(*row) for row in columns]


def find_cases(run_ids: Sequence[int]) -> list[CaseRow]:
    """Cases of some runs in their order: the first hundred, and of the next those that failed."""
    failed = Q(position__lt=10 * SHOWN_CASES) & ~Q(outcome=Verdict.PASSED)
    shown = Q(position__lt=SHOWN_CASES) | failed
    cases = TestResult.objects.filter(shown, run__in=run_ids).order_by("run_id", "position")
    columns = cases.values_list(
        "run_id",
        Left("name", SHOWN_OUTPUT),
        "outcome",
        Left("input", SHOWN_OUTPUT),
        Left("expected", SHOWN_OUTPUT),
        Left("got", SHOWN_OUTPUT),
        Left("message", SHOWN_OUTPUT),
        "duration_ms",
    )
    return [CaseRow(*row) for row in columns]


def find_scans(solution_ids: Sequence[int]) -> list[ScanRow]:
    """Finished scans with their findings, by place and rule; the same content, the same order."""
    scans = ScanRun.objects.filter(solution__in=solution_ids, state="finished")
    ordered = scans.order_by(
        "findings__path", "findings__line", "findings__rule", "findings__message", "scanner"
    )
    columns = ordered.values_list(
        "solution_id",
        "scanner",
        "attempt",
        "outcome",
        "findings__rule",
        "findings__path",
        "findings__line",
        "findings__end_line",
        "findings__severity",
        "findings__tools",
        "findings__cwe",
        "findings__message",
    )
    return [ScanRow(*row) for row in columns]


def find_metrics(solution_ids: Sequence[int]) -> list[MetricRow]:
    """Numbers of whole solutions, by name."""
    metrics = CodeMetric.objects.filter(
        scan_run__solution__in=solution_ids, scan_run__state="finished", path=""
    )
    columns = metrics.order_by("name", "value").values_list(
        F("scan_run__solution_id"),
        "scan_run__scanner",
        "scan_run__attempt",
        "name",
        "value",
        "unit",
    )
    return [MetricRow(*row) for row in columns]
