"""A number as a report states it, and what is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evaluations.statistics.estimate import Estimate

SHARE = "share"
POINTS = "points"


@dataclass(frozen=True, kw_only=True)
class Number:
    """``value`` is ``None`` without data, ``low`` and ``high`` where no interval can be given.

    ``n`` counts ``counted`` (comparisons, ratings, problems, solutions). ``clusters`` says how many
    problems and reviewers they came from. ``note`` says what is absent, and why.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    counted: str
    unit: str
    level: float = 0.95
    clusters: Mapping[str, int] = field(default_factory=dict)
    method: str = ""
    note: str = ""

    @property
    def few_clusters(self) -> bool:
        """Whether so few problems or reviewers stand behind it that its interval is unsure too."""
        return any(count < 6 for count in self.clusters.values())

    def as_record(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a column of the profile shows. ``better`` is ``higher``, ``lower`` or empty."""

    key: str
    name: str
    unit: str
    better: str = ""
    meaning: str


def state_number(
    estimate: Estimate,
    *,
    counted: str,
    unit: str,
    clusters: Sequence[str] = (),
    absent: str,
    note: str = "",
) -> Number:
    """An estimate in the report's words.

    Args:
        estimate: the number.
        counted: what its n counts.
        unit: of value and interval.
        clusters: names of the dimensions of ``estimate.n_clusters``.
        absent: why there is no value, should there be none.
        note: what else to say beside it.
    """
    named = dict(zip(clusters, estimate.n_clusters, strict=False))
    return Number(
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        counted=counted,
        unit=unit,
        level=estimate.level,
        clusters=named,
        method=estimate.method,
        note=" ".join(part for part in (_gap(estimate, named, absent), note) if part),
    )


def _gap(estimate: Estimate, clusters: Mapping[str, int], absent: str) -> str:
    if estimate.value is None:
        return absent
    if estimate.low is not None:
        return ""
    single = [name for name, count in clusters.items() if count < 2]
    if single:
        return f"No interval: it needs at least two {' and two '.join(single)}."
    return "No interval: the data do not vary."
