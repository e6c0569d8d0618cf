"""What scanners said of one solution as pages show it: grouped by severity, each at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, IntegerField, Max, QuerySet, Value, When
from django.urls import reverse

from evaluations.models import Finding, ScanRun, Severity, Solution
from evaluations.presenting.blinding import BlindedFinding, Side
from evaluations.presenting.markup import PlacedFinding
from evaluations.presenting.text import neutralise_output

SHOWN_FINDINGS = 500
SHOWN_MESSAGE = 1_000
"""Characters of a scanner's message."""
CWE_NUMBER = re.compile(r"CWE-(\d{1,6})")
CWE_ADDRESS = "https://cwe.mitre.org/data/definitions/{number}.html"
TONES = {Severity.CRITICAL: "bad", Severity.HIGH: "bad", Severity.MEDIUM: "warn"}


@dataclass(frozen=True, kw_only=True)
class ShownFinding:
    """One finding; ``place`` counts from 0, ``href`` is empty where its file is not shown."""

    place: int
    row: Finding
    tone: str
    message: str
    cwe_href: str
    href: str

    def in_gutter(self) -> PlacedFinding:
        """The same as a mark beside the code."""
        blinded = BlindedFinding(
            path=self.row.path,
            line=self.row.line,
            end_line=self.row.end_line,
            severity=self.row.severity,
            tools=tuple(self.row.tools),
            rule=self.row.rule,
            cwe=self.row.cwe,
            message=self.message,
        )
        return PlacedFinding(place=self.place, finding=blinded)


@dataclass(frozen=True, kw_only=True)
class SeverityGroup:
    """All findings of one severity, worst group first."""

    label: str
    tone: str
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, kw_only=True)
class ShownFindings:
    """``is_shortened``: there are more than the ``SHOWN_FINDINGS`` worst."""

    all: tuple[ShownFinding, ...]
    groups: tuple[SeverityGroup, ...]
    is_shortened: bool


def latest_scans(solution: Solution) -> list[ScanRun]:
    """The last attempt of each scanner, own ones before imported ones."""
    of_solution = ScanRun.objects.filter(solution=solution)
    last = of_solution.values("scanner", "origin").annotate(last=Max("pk")).values("last")
    return list(of_solution.filter(pk__in=last).order_by("-origin", "scanner"))


def findings_of(scans: Iterable[ScanRun], solution: Solution) -> ShownFindings:
    """The findings of these scans in one query, worst first."""
    rows = list(_rows(scans)[: SHOWN_FINDINGS + 1])
    indexes = {file["path"]: index for index, file in enumerate(solution.files)}
    shown = tuple(
        _shown(place, row, solution, indexes) for place, row in enumerate(rows[:SHOWN_FINDINGS])
    )
    groups = groupby(shown, key=lambda one: Severity(one.row.severity))
    return ShownFindings(
        all=shown,
        groups=tuple(
            SeverityGroup(
                label=str(severity.label), tone=TONES.get(severity, ""), findings=tuple(group)
            )
            for severity, group in groups
        ),
        is_shortened=len(rows) > len(shown),
    )


def _rows(scans: Iterable[ScanRun]) -> QuerySet[Finding]:
    rank = Case(
        *(When(severity=severity, then=Value(rank)) for rank, severity in enumerate(Severity)),
        output_field=IntegerField(),
    )
    found = Finding.objects.filter(scan_run__in=[scan.pk for scan in scans])
    return found.order_by(rank, "path", "line", "rule", "pk")


def _shown(
    place: int, row: Finding, solution: Solution, indexes: Mapping[str, int]
) -> ShownFinding:
    number = CWE_NUMBER.fullmatch(row.cwe)
    href = ""
    if row.path in indexes:
        line = f"#{Side.LEFT}-{indexes[row.path]}-{row.line}"
        href = reverse("solution", args=[solution.public_id]) + line
    return ShownFinding(
        place=place,
        row=row,
        tone=TONES.get(Severity(row.severity), ""),
        message=neutralise_output(row.message[:SHOWN_MESSAGE]),
        cwe_href=CWE_ADDRESS.format(number=number[1]) if number else "",
        href=href,
    )
