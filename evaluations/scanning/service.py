"""Solution -> ScanRun, Finding, CodeMetric. The same content is scanned once by one scanner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields

from django.db import transaction
from django.utils import timezone

from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Campaign,
    CodeMetric,
    Finding,
    JobState,
    ScanOutcome,
    ScanRun,
    Solution,
)
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.program import MAX_FILES
from evaluations.scanning.results import Finding as Found
from evaluations.scanning.results import Metric, ScannerResult, Severity, Source, SourceFile
from evaluations.scanning.scan import Scan, scan_sources
from evaluations.scanning.scanners import scanners_for

SOLUTIONS_AT_ONCE = 20
"""Solutions that share one start of the sandbox: the scanners are imported once for all of them."""

UPDATED = [
    "scanner_version",
    "rules_hash",
    "state",
    "outcome",
    "message",
    "wall_ms",
    "finished_at",
]

Content = tuple[str, str]
"""Language and content hash: what decides what scanners say."""

Identity = tuple[str, str, str]
"""Scanner, its version, the hash of its rules."""


def scan_solution(*, solution_id: int, sandbox: Sandbox) -> tuple[ScanRun, ...]:
    """Scan one solution and store what each scanner says; see :func:`scan_solutions`."""
    return scan_solutions(solution_ids=[solution_id], sandbox=sandbox)


def scan_solutions(*, solution_ids: Sequence[int], sandbox: Sandbox) -> tuple[ScanRun, ...]:
    """Scan solutions and store one :class:`ScanRun` for each scanner of each solution.

    Called again, it changes nothing unless a scanner, its version or its rules have changed, or
    something could not be scanned. Results of another solution with the same content are copied.

    Raises:
        SandboxUnavailable: no sandbox works here; what was stored before it failed stays.
    """
    chosen = Solution.objects.filter(pk__in=solution_ids).select_related("problem")
    solutions = list(chosen.order_by("pk"))
    scanned = _fully_scanned(solutions)
    pending: dict[Content, list[Solution]] = {}
    for solution in solutions:
        known = scanned.get(_content(solution), [])
        if not known:
            pending.setdefault(_content(solution), []).append(solution)
        elif solution.pk not in known:
            _store(solution, _load(known[0]))
    for batch in _batches(pending.values()):
        scans = scan_sources(sources=[_source(twins[0]) for twins in batch], sandbox=sandbox)
        for twins, scan in zip(batch, scans, strict=True):
            for twin in twins:
                _store(twin, scan)
    return tuple(ScanRun.objects.filter(solution__in=solutions).order_by("solution_id", "pk"))


def _content(solution: Solution) -> Content:
    return solution.problem.language, solution.content_hash


def _source(solution: Solution) -> Source:
    files = tuple(
        SourceFile(path=file["path"], content=file["text"].encode("utf-8", errors="replace"))
        for file in solution.files
    )
    return Source(language=solution.problem.language, files=files)


def _batches(groups: Iterable[list[Solution]]) -> Iterator[list[list[Solution]]]:
    """Groups of solutions with one content, as many at once as one start of the sandbox takes."""
    batch: list[list[Solution]] = []
    files = 0
    for group in groups:
        size = len(group[0].files)
        if batch and (len(batch) == SOLUTIONS_AT_ONCE or files + size > MAX_FILES):
            yield batch
            batch, files = [], 0
        batch.append(group)
        files += size
    if batch:
        yield batch


def _fully_scanned(solutions: Sequence[Solution]) -> dict[Content, list[int]]:
    """Content -> solutions of that content that every scanner of today has read to the end."""
    runs = ScanRun.objects.filter(
        solution__content_hash__in={solution.content_hash for solution in solutions},
        outcome=ScanOutcome.SCANNED,
    ).values_list(
        *("solution__problem__language", "solution__content_hash", "solution"),
        *("scanner", "scanner_version", "rules_hash"),
    )
    seen: dict[tuple[Content, int], set[Identity]] = {}
    for language, content_hash, solution, *identity in runs:
        seen.setdefault(((language, content_hash), solution), set()).add(tuple(identity))
    scanned: dict[Content, list[int]] = {}
    for (content, solution), identities in seen.items():
        if _identities(content[0]) <= identities:
            scanned.setdefault(content, []).append(solution)
    return scanned


def _identities(language: str) -> set[Identity]:
    return {
        (scanner.name, scanner.installed_version, scanner.rules_hash)
        for scanner in scanners_for(language)
    }


@transaction.atomic
def _store(solution: Solution, scan: Scan) -> None:
    """One row for each scanner, replacing what the same scanner said before."""
    Solution.objects.select_for_update(no_key=True).get(pk=solution.pk)
    runs = ScanRun.objects.bulk_create(
        [_run(solution, result) for result in scan],
        update_conflicts=True,
        unique_fields=["solution", "scanner", "attempt"],
        update_fields=UPDATED,
    )
    Finding.objects.filter(scan_run__in=runs).delete()
    CodeMetric.objects.filter(scan_run__in=runs).delete()
    pairs = list(zip(runs, scan, strict=True))
    Finding.objects.bulk_create(
        Finding(scan_run=run, **asdict(found)) for run, result in pairs for found in result.findings
    )
    CodeMetric.objects.bulk_create(
        CodeMetric(scan_run=run, **asdict(metric))
        for run, result in pairs
        for metric in result.metrics
    )
    _tell_campaigns(solution)


def _tell_campaigns(solution: Solution) -> None:
    campaigns = Campaign.objects.filter(
        problems=solution.problem_id, language_models=solution.language_model_id
    )
    for public_id in campaigns.values_list("public_id", flat=True):
        send_on_commit(CampaignChanged(campaign_id=public_id, topic="scans"))


def _run(solution: Solution, result: ScannerResult) -> ScanRun:
    return ScanRun(
        solution=solution,
        scanner=result.scanner,
        scanner_version=result.version,
        rules_hash=result.rules_hash,
        state=JobState.FINISHED,
        outcome=ScanOutcome.SCANNED if result.scanned else ScanOutcome.NOT_SCANNED,
        message=result.message,
        wall_ms=None if result.seconds is None else round(result.seconds * 1000),
        finished_at=timezone.now(),
    )


def _load(solution_id: int) -> Scan:
    """A stored scan as it was before it was stored."""
    runs = ScanRun.objects.filter(solution_id=solution_id, outcome=ScanOutcome.SCANNED)
    return tuple(map(_result, runs.prefetch_related("findings", "metrics")))


def _result(run: ScanRun) -> ScannerResult:
    return ScannerResult(
        scanner=run.scanner,
        version=run.scanner_version,
        rules_hash=run.rules_hash,
        scanned=True,
        findings=tuple(map(_found, run.findings.all())),
        metrics=tuple(
            Metric(name=metric.name, value=metric.value, unit=metric.unit)
            for metric in run.metrics.all()
        ),
        seconds=None if run.wall_ms is None else run.wall_ms / 1000,
    )


def _found(row: Finding) -> Found:
    own = {field.name: getattr(row, field.name) for field in fields(Found)}
    return Found(**own | {"tools": tuple(row.tools), "severity": Severity(row.severity)})
