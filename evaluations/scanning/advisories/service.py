"""Dependency rows held against the newest advisories, when they are found and when those change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet

from evaluations.models import (
    Advisory,
    AdvisorySnapshot,
    Dependency,
    Finding,
    JobState,
    RunOrigin,
    ScanOutcome,
    ScanRun,
)
from evaluations.scanning.advisories.matching import Advisory as Known
from evaluations.scanning.advisories.matching import match, names_in_advisories
from evaluations.scanning.advisories.wording import tell
from evaluations.scanning.packages import Dependency as Package
from evaluations.scanning.scanners.dependencies import DEPENDENCIES

RUNS_AT_ONCE = 200
COLUMNS = tuple(field.name for field in fields(Known))
STORED = ("ecosystem", "name", "version", "declared", "path", "line")

Snapshots = Mapping[str, AdvisorySnapshot]
"""Of each ecosystem the newest one that has advisories of it."""


@transaction.atomic
def hold_against_advisories(*, runs: Sequence[ScanRun]) -> int:
    """Replace the findings of these runs by what the newest advisories say of their packages.

    Runs of other scanners, and those that found no package, stay as they are. Returns how many
    findings there are now.
    """
    packages = _packages_of(run for run in runs if run.scanner == DEPENDENCIES.name)
    snapshots = newest_snapshots()
    days = {ecosystem: snapshot.taken_on for ecosystem, snapshot in snapshots.items()}
    known = _advisories(snapshots, (each for of_run in packages.values() for each in of_run))
    chosen = [run for run in runs if run.pk in packages]
    for run in chosen:
        is_complete, run.message = tell(run.message, {p.ecosystem for p in packages[run.pk]}, days)
        run.outcome = ScanOutcome.SCANNED if is_complete else ScanOutcome.NOT_SCANNED
    ScanRun.objects.bulk_update(chosen, ["message", "outcome"])
    Finding.objects.filter(scan_run__in=chosen).delete()
    found = [
        Finding(scan_run=run, **asdict(each))
        for run in chosen
        for each in match(packages[run.pk], known, days)
    ]
    Finding.objects.bulk_create(found, batch_size=2000)
    return len(found)


def hold_all_again(*, progress: Callable[[int, int], None] | None = None) -> tuple[int, int]:
    """Hold every stored dependency against the newest advisories; no solution is read again.

    Returns the number of solutions with packages, and of findings. ``progress`` is told the runs
    done and the runs in all.
    """
    ids = list(_runs_with_packages().values_list("pk", flat=True))
    found = 0
    for start in range(0, len(ids), RUNS_AT_ONCE):
        some = ScanRun.objects.filter(pk__in=ids[start : start + RUNS_AT_ONCE])
        found += hold_against_advisories(runs=list(some))
        if progress is not None:
            progress(min(start + RUNS_AT_ONCE, len(ids)), len(ids))
    return _runs_with_packages().values("solution").distinct().count(), found


def newest_snapshots() -> dict[str, AdvisorySnapshot]:
    """Ecosystem -> the newest snapshot that has advisories of it."""
    newest: dict[str, AdvisorySnapshot] = {}
    for snapshot in AdvisorySnapshot.objects.order_by("-taken_on", "-pk"):
        for ecosystem in snapshot.counts.get("ecosystems", {}):
            newest.setdefault(ecosystem, snapshot)
    return newest


def _runs_with_packages() -> QuerySet[ScanRun]:
    own = ScanRun.objects.filter(scanner=DEPENDENCIES.name, origin=RunOrigin.OWN)
    return own.filter(state=JobState.FINISHED, dependencies__isnull=False).order_by("pk").distinct()


def _packages_of(runs: Iterable[ScanRun]) -> dict[int, list[Package]]:
    packages: defaultdict[int, list[Package]] = defaultdict(list)
    for row in Dependency.objects.filter(scan_run__in=list(runs)):
        packages[row.scan_run_id].append(Package(**{name: getattr(row, name) for name in STORED}))
    return packages


def _advisories(
    snapshots: Snapshots, packages: Iterable[Package]
) -> dict[tuple[str, str], list[Known]]:
    """Advisories on these packages by ecosystem and name."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for each in packages:
        names[each.ecosystem] |= names_in_advisories(each.ecosystem, each.name)
    asked = [
        Q(snapshot=snapshots[ecosystem], ecosystem=ecosystem, package__in=some)
        for ecosystem, some in names.items()
        if ecosystem in snapshots
    ]
    found: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
    rows = Advisory.objects.filter(reduce(or_, asked)).values(*COLUMNS) if asked else []
    for row in rows:
        found[row["ecosystem"], row["package"]].append(Known(**row))
    return found
