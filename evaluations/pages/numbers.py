"""Numbers of code as pages show them; what was not measured is absent, never 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.models import CodeMetric, ScanRun, Solution
from evaluations.pages.evidence import measure_labels
from evaluations.scanning.comparing.service import compare_solution


@dataclass(frozen=True, kw_only=True)
class ShownNumber:
    """One number with its unit, beside the reference's and the median of ``n`` solutions."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    median: float | None = None
    n: int = 0

    @property
    def label(self) -> str:
        """In words; an unknown name stands as it is."""
        return measure_labels().get(self.name, self.name)

    @property
    def label_with_unit(self) -> str:
        """The unit is left out where the label says it, or where things are counted."""
        says_it = self.unit == "count" or self.unit in self.label.split()
        return self.label if says_it else f"{self.label}, {self.unit}"


def numbers_of_solution(solution: Solution) -> list[ShownNumber]:
    """Beside the reference and the other solutions of the problem, in one query."""
    return in_order(
        ShownNumber(
            name=one.name,
            value=one.value,
            unit=one.unit,
            reference=one.reference,
            ratio=one.ratio,
            median=one.median,
            n=one.n,
        )
        for one in compare_solution(solution=solution)
    )


def numbers_of_scan(scan: ScanRun) -> list[ShownNumber]:
    """What one scanner measured of the whole solution, in one query."""
    rows = CodeMetric.objects.filter(scan_run=scan, path="")
    return in_order(ShownNumber(name=row.name, value=row.value, unit=row.unit) for row in rows)


def numbers_of_reference(records: Iterable[Mapping[str, Any]]) -> list[ShownNumber]:
    """Those stored with a problem, once its reference solution was measured."""
    return in_order(
        ShownNumber(name=one["name"], value=one["value"], unit=one["unit"]) for one in records
    )


def in_order(numbers: Iterable[ShownNumber]) -> list[ShownNumber]:
    """In the order of their labels; unknown ones last."""
    places = {name: place for place, name in enumerate(measure_labels())}
    return sorted(numbers, key=lambda one: places.get(one.name, len(places)))
