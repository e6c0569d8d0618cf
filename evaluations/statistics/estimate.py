"""One number as it is shown: value, interval, how many observations and clusters, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

FEW_CLUSTERS = 6
"""With fewer problems or reviewers than this an interval is not to be trusted by itself."""

CONFIDENCE = 0.95
"""Default confidence level of every interval."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with its interval.

    ``value`` is ``None`` where there is no data (never 0), ``low`` and ``high`` are ``None`` where
    the data cannot tell the uncertainty (one problem, one reviewer, one vote). ``n`` counts the
    observations, ``n_clusters`` the clusters in each dimension they were grouped by (problems,
    then reviewers; empty for independent observations). ``method`` says in words how it was made.

    Raises ``ValueError`` when any part is NaN or infinite: such a number must never be shown.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    n: int
    n_clusters: tuple[int, ...] = ()
    level: float = CONFIDENCE
    method: str

    def __post_init__(self) -> None:
        for part in (self.value, self.low, self.high, self.standard_error):
            if part is not None and not math.isfinite(part):
                raise ValueError(f"{self.method}: {part} is no number to show")

    @classmethod
    def without_data(cls, method: str, *, level: float = CONFIDENCE) -> Estimate:
        """The estimate of nothing observed."""
        return cls(value=None, n=0, level=level, method=method)

    @property
    def has_few_clusters(self) -> bool:
        """Whether a dimension has so few clusters that a warning belongs beside the interval."""
        return any(clusters < FEW_CLUSTERS for clusters in self.n_clusters)

    def scaled(self, factor: float, *, offset: float = 0.0) -> Estimate:
        """The same estimate on the scale ``offset + factor * value``."""
        ends = (self.low, self.high) if factor >= 0 else (self.high, self.low)
        value, low, high = (
            None if part is None else offset + factor * part for part in (self.value, *ends)
        )
        error = None if self.standard_error is None else abs(factor) * self.standard_error
        return replace(self, value=value, low=low, high=high, standard_error=error)
