"""Packages of a solution as pages show them, each with what advisories say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.models import Dependency, ScanRun
from evaluations.pages.findings import ShownFinding

SHOWN_PACKAGES = 300


@dataclass(frozen=True, kw_only=True)
class ShownPackage:
    """A declared or imported package; ``findings`` are those of the advisories that concern it."""

    row: Dependency
    findings: tuple[ShownFinding, ...]


def packages_of(scans: Iterable[ScanRun], findings: Iterable[ShownFinding]) -> list[ShownPackage]:
    """Packages that these scans found, the first ``SHOWN_PACKAGES``, in one query."""
    rows = Dependency.objects.filter(scan_run__in=[scan.pk for scan in scans])
    ordered = rows.order_by("ecosystem", "name", "version", "path")[:SHOWN_PACKAGES]
    at_place: dict[tuple[int, str, int], list[ShownFinding]] = {}
    for one in findings:
        at_place.setdefault((one.row.scan_run_id, one.row.path, one.row.line), []).append(one)
    return [
        ShownPackage(
            row=row,
            findings=tuple(
                one
                for one in at_place.get((row.scan_run_id, row.path, row.line), ())
                if one.row.message.startswith(f"{row.name} ")  # one line may import several
            ),
        )
        for row in ordered
    ]
