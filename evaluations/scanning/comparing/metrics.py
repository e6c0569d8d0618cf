"""Numbers of code side by side; and the scanners that give them, over files that are no solution.

Numbers of different problems say nothing of each other, so a median is always of one problem.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.results import Metric, Source
from evaluations.scanning.scan import scan_sources
from evaluations.scanning.scanners import SCANNERS, Scanner

MEASURING = ("radon", "lizard", "own-checks", "shape")
"""Scanners that give numbers; the order decides whose number of one name counts."""


@dataclass(frozen=True, kw_only=True)
class ComparedMetric:
    """One number of a solution.

    ``reference`` and ``median`` are ``None`` where there is nothing to compare with. ``n`` counts
    the solutions that have the number, this one included. ``ratio`` is value by reference, ``None``
    where that is missing or zero.
    """

    name: str
    unit: str
    value: float
    reference: float | None
    median: float | None
    n: int

    @property
    def ratio(self) -> float | None:
        return self.value / self.reference if self.reference else None


def compare_metrics(
    own: Iterable[Metric], reference: Iterable[Metric], others: Mapping[str, Sequence[float]]
) -> tuple[ComparedMetric, ...]:
    """Each number of ``own``, by name; ``others`` has the values of all solutions, own included."""
    of_reference = {each.name: each for each in reference}
    compared = []
    for _, each in sorted({metric.name: metric for metric in own}.items()):
        values, twin = others.get(each.name, ()), of_reference.get(each.name)
        compared.append(
            ComparedMetric(
                name=each.name,
                unit=each.unit,
                value=each.value,
                reference=twin.value if twin and twin.unit == each.unit else None,
                median=median(values) if values else None,
                n=len(values),
            )
        )
    return tuple(compared)


def measure_sources(sources: Sequence[Source], sandbox: Sandbox) -> tuple[tuple[Metric, ...], ...]:
    """The numbers of each source; none of a scanner that could not read it.

    Raises:
        SandboxUnavailable: nothing may be said of any source.
    """
    scans = scan_sources(sources=sources, sandbox=sandbox, scanners=_measuring_scanners())
    return tuple(
        tuple({m.name: m for result in reversed(scan) for m in result.metrics}.values())
        for scan in scans
    )


def measured_by(language: str) -> str:
    """SHA-256 of the scanners that give numbers of this language, their versions and rules."""
    identities = [
        (scanner.name, scanner.installed_version, scanner.rules_hash)
        for scanner in _measuring_scanners()
        if scanner.reads(language)
    ]
    return hashlib.sha256(json.dumps(identities).encode()).hexdigest()


def _measuring_scanners() -> list[Scanner]:
    chosen = [scanner for scanner in SCANNERS if scanner.name in MEASURING]
    return sorted(chosen, key=lambda scanner: MEASURING.index(scanner.name))
