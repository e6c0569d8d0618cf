"""Numbers of code as pages show them; what was not measured is absent, never 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.models import CodeMetric, ScanRun
from evaluations.pages.evidence import measure_labels


@dataclass(frozen=True, kw_only=True)
class ShownNumber:
    """One number with its unit; ``reference`` is the reference solution's, where there is one."""

    label: str
    value: float
    unit: str
    reference: float | None = None


def numbers_of(
    scans: Iterable[ScanRun], reference: Iterable[Mapping[str, Any]] = ()
) -> list[ShownNumber]:
    """Numbers of the whole solution in the order of their labels, in one query."""
    rows = CodeMetric.objects.filter(scan_run__in=[scan.pk for scan in scans], path="")
    beside = {record["name"]: record["value"] for record in reference}
    numbers = [(row.name, row.value, row.unit) for row in rows]
    return in_order(numbers, beside)


def reference_numbers(reference: Iterable[Mapping[str, Any]]) -> list[ShownNumber]:
    """The numbers that are stored with a problem."""
    return in_order([(one["name"], one["value"], one["unit"]) for one in reference], {})


def in_order(
    numbers: Iterable[tuple[str, float, str]], beside: Mapping[str, float]
) -> list[ShownNumber]:
    """Named for people, in one order; unknown names come last, as they are."""
    labels = measure_labels()
    places = list(labels)
    found = sorted(
        numbers, key=lambda one: places.index(one[0]) if one[0] in labels else len(places)
    )
    return [
        ShownNumber(
            label=labels.get(name, name), value=value, unit=unit, reference=beside.get(name)
        )
        for name, value, unit in found
    ]
