"""Rows -> what scanners are given, and what was said already of the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from django.db.models import Q

from evaluations.assembly.assembling import changed_files
from evaluations.errors import InvalidInput
from evaluations.models import Finding, RunOrigin, ScanOutcome, ScanRun, Solution, SolutionForm
from evaluations.scanning.advisories.wording import NO_SNAPSHOT, NOT_SCANNED
from evaluations.scanning.packages import Dependency as Package
from evaluations.scanning.results import Finding as Found
from evaluations.scanning.results import Metric, ScannerResult, Severity, Source, SourceFile
from evaluations.scanning.scan import Scan
from evaluations.scanning.scanners import scanners_for

Content = tuple[str, str, int | None]
"""Language, content hash and, of a patch, the problem whose files it changes: what decides what
scanners say."""

Identity = tuple[str, str, str]
"""Scanner, its version, the hash of its rules."""

STORED_OF_A_PACKAGE = ("ecosystem", "name", "version", "declared", "path", "line")


def content_of(solution: Solution) -> Content:
    problem = solution.problem
    starter = problem.pk if solution.form == SolutionForm.PATCH else None
    return problem.language, solution.content_hash, starter


def source_of(solution: Solution) -> Source:
    files = tuple(
        SourceFile(path=path, content=text.encode("utf-8", errors="replace"))
        for path, text in _written(solution).items()
    )
    return Source(language=solution.problem.language, files=files)


def _written(solution: Solution) -> dict[str, str]:
    """What the solution wrote; a patch that does not apply is read as it is, as text."""
    try:
        return changed_files(solution.problem.starter_files, solution.form, solution.files)
    except InvalidInput:
        return {file["path"]: file["text"] for file in solution.files}


def find_fully_scanned(solutions: Sequence[Solution]) -> dict[Content, list[int]]:
    """Content -> solutions of that content that every scanner installed today has read to the end.

    Of a scanner that is not installed, it is enough to have said so; and packages are held against
    new advisories without being read again.
    """
    hashes = {solution.content_hash for solution in solutions}
    runs = ScanRun.objects.filter(solution__content_hash__in=hashes, origin=RunOrigin.OWN)
    read = Q(outcome=ScanOutcome.SCANNED) | Q(message__startswith=f"{NOT_SCANNED}{NO_SNAPSHOT}")
    told = runs.filter(read | Q(scanner_version="")).values_list(
        *("solution__problem__language", "solution__content_hash", "solution"),
        *("solution__form", "solution__problem", "scanner", "scanner_version", "rules_hash"),
    )
    seen: dict[tuple[Content, int], set[Identity]] = {}
    for language, content_hash, solution, form, problem, *identity in told:
        content = (language, content_hash, problem if form == SolutionForm.PATCH else None)
        seen.setdefault((content, solution), set()).add(tuple(identity))
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


def load_scan(solution_id: int) -> Scan:
    """The last scan of a solution as it was before it was stored."""
    runs = ScanRun.objects.filter(solution_id=solution_id, origin=RunOrigin.OWN)
    last = runs.order_by("scanner", "-attempt").distinct("scanner")
    return tuple(map(_result, last.prefetch_related("findings", "metrics", "dependencies")))


def _result(run: ScanRun) -> ScannerResult:
    return ScannerResult(
        scanner=run.scanner,
        version=run.scanner_version,
        rules_hash=run.rules_hash,
        scanned=run.outcome == ScanOutcome.SCANNED,
        message=run.message,
        findings=tuple(map(_found, run.findings.all())),
        metrics=tuple(
            Metric(name=metric.name, value=metric.value, unit=metric.unit)
            for metric in run.metrics.all()
        ),
        dependencies=tuple(
            Package(**{name: getattr(row, name) for name in STORED_OF_A_PACKAGE})
            for row in run.dependencies.all()
        ),
        seconds=None if run.wall_ms is None else run.wall_ms / 1000,
    )


def _found(row: Finding) -> Found:
    own = {field.name: getattr(row, field.name) for field in fields(Found)}
    return Found(**own | {"tools": tuple(row.tools), "severity": Severity(row.severity)})
